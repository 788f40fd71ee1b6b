#include "bot/store/database.hpp"
#include "bot/store/load_rows.hpp"
#include "bot/store/store.hpp"

#include <soci/soci.h>

namespace bot {

namespace {

class sqlite_reader final : public store_reader {
public:
    explicit sqlite_reader(std::unique_ptr<soci::session> sql) : sql_(std::move(sql)) {}

    world load_world() override
    {
        const soci::transaction one_view(*sql_);
        return load_rows(*sql_);
    }

    void each_audit_event(std::string_view incident_id, const std::function<void(const audit_event&)>& take)
        override
    {
        audit_event event;
        std::int64_t at = 0;
        const std::string wanted(incident_id);
        soci::statement st =
            (sql_->prepare
                 << "SELECT number, at, incident_id, body, previous, hash FROM audit WHERE :wanted = '' OR "
                    "incident_id = :again ORDER BY number",
             soci::use(wanted),
             soci::use(wanted),
             soci::into(event.number),
             soci::into(at),
             soci::into(event.incident_id),
             soci::into(event.body),
             soci::into(event.previous),
             soci::into(event.hash));
        st.execute();
        while (st.fetch()) {
            event.at = time_point(std::chrono::milliseconds(at));
            take(event);
        }
    }

    chain_head recorded_head() override
    {
        counters numbers;
        chain_head head;
        load_numbers(*sql_, numbers, head);
        return head;
    }

private:
    std::unique_ptr<soci::session> sql_;
};

}  // namespace

boost::system::result<std::unique_ptr<store_reader>, store_fault> store_reader::open(std::string url)
{
    auto path = database_path(url);
    if (!path) return path.error();
    auto sql = open_database(*path, database_use::read);
    if (!sql) return sql.error();
    return std::make_unique<sqlite_reader>(std::move(*sql));
}

}  // namespace bot
