#include "bot/json_rows.hpp"
#include "bot/store/database.hpp"
#include "bot/store/load_rows.hpp"
#include "bot/store/store.hpp"
#include "bot/store/wal_room.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace bot {

namespace asio = boost::asio;

namespace {

std::int64_t ms(time_point t)
{
    return t.time_since_epoch().count();
}

// Prepared once: one statement a table, its values bound to members.
class writer {
public:
    explicit writer(soci::session& sql)
        : begin_((sql.prepare << "BEGIN")),
          commit_((sql.prepare << "COMMIT")),
          incident_(
              (sql.prepare << "INSERT INTO incidents (id, state, body) VALUES (:id, :state, :body) ON "
                              "CONFLICT (id) DO "
                              "UPDATE SET state = excluded.state, body = excluded.body",
               soci::use(id_),
               soci::use(state_),
               soci::use(body_))
          ),
          draft_(
              (sql.prepare
                   << "INSERT INTO drafts (id, incident_id, state, body) VALUES (:id, :of, :state, :body) ON "
                      "CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
               soci::use(id_),
               soci::use(of_),
               soci::use(state_),
               soci::use(body_))
          ),
          delivery_((
              sql.prepare
                  << "INSERT INTO deliveries (id, draft_id, state, body) VALUES (:id, :of, :state, :body) ON "
                     "CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
              soci::use(id_),
              soci::use(of_),
              soci::use(state_),
              soci::use(body_)
          )),
          audit_(
              (sql.prepare << "INSERT INTO audit (number, at, incident_id, body, previous, hash) VALUES "
                              "(:number, :at, "
                              ":of, :body, :previous, :hash)",
               soci::use(number_),
               soci::use(at_),
               soci::use(of_),
               soci::use(body_),
               soci::use(state_),
               soci::use(id_))
          ),
          seen_(
              (sql.prepare << "INSERT INTO seen (event_key, at) VALUES (:key, :at) ON CONFLICT (event_key) "
                              "DO UPDATE SET "
                              "at = excluded.at",
               soci::use(id_),
               soci::use(at_))
          ),
          meta_((
              sql.prepare
                  << "INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET "
                     "value = excluded.value",
              soci::use(id_),
              soci::use(body_)
          )),
          park_(
              (sql.prepare << "INSERT INTO parked (id, at, body) VALUES (:id, :at, :body)",
               soci::use(number_),
               soci::use(at_),
               soci::use(body_))
          ),
          unpark_((sql.prepare << "DELETE FROM parked WHERE id = :id", soci::use(number_))),
          address_(
              (sql.prepare << "INSERT INTO addresses (platform, connection, address_key, at, body) VALUES "
                              "(:platform, :connection, :key, :at, :body) ON CONFLICT (platform, connection, "
                              "address_key) DO UPDATE SET at = excluded.at, body = excluded.body",
               soci::use(state_),
               soci::use(of_),
               soci::use(id_),
               soci::use(at_),
               soci::use(body_))
          ),
          forget_address_(
              (sql.prepare << "DELETE FROM addresses WHERE platform = :platform AND connection = "
                              ":connection AND address_key = :key",
               soci::use(state_),
               soci::use(of_),
               soci::use(id_))
          )
    {
    }

    void begin() { begin_.execute(true); }
    void commit() { commit_.execute(true); }

    void write(const store_batch& batch)
    {
        if (batch.changes) write_rows(*batch.changes);
        at_ = ms(batch.at);
        for (const std::string& key : batch.seen_keys) {
            id_ = key;
            seen_.execute(true);
        }
        for (const address& row : batch.addresses) {
            state_ = row.platform;
            of_ = row.connection;
            id_ = row.key;
            body_ = row.body;
            (body_.empty() ? forget_address_ : address_).execute(true);
        }
        if (batch.park) {
            number_ = batch.park->id;
            at_ = ms(batch.park->at);
            body_ = to_json_text(batch.park->event);
            park_.execute(true);
        }
        if (batch.unpark) {
            number_ = *batch.unpark;
            unpark_.execute(true);
        }
    }

    void write_rows(const change_set& changes)
    {
        for (const auto& [id, row] : changes.incidents()) {
            id_ = id;
            state_ = name_of(row.state);
            body_ = to_json_text(row);
            incident_.execute(true);
        }
        for (const auto& [id, row] : changes.drafts()) {
            id_ = id;
            of_ = row.incident_id;
            state_ = name_of(row.state);
            body_ = to_json_text(row);
            draft_.execute(true);
        }
        for (const auto& [id, row] : changes.deliveries()) {
            id_ = id;
            of_ = row.draft_id;
            state_ = name_of(row.state);
            body_ = to_json_text(row);
            delivery_.execute(true);
        }
        for (const audit_event& event : changes.audit_events()) {
            number_ = event.number;
            at_ = ms(event.at);
            of_ = event.incident_id;
            body_ = event.body;
            state_ = event.previous;
            id_ = event.hash;
            audit_.execute(true);
        }
    }

    void write_numbers(const counters& numbers, const chain_head& chain)
    {
        id_ = "counters";
        body_ = fmt::format("{} {} {}", numbers.incident, numbers.draft, numbers.delivery);
        meta_.execute(true);
        id_ = "chain";
        body_ = fmt::format("{} {}", chain.number, chain.hash);
        meta_.execute(true);
    }

private:
    std::string id_, of_, state_, body_;
    std::int64_t number_ = 0, at_ = 0;
    soci::statement begin_, commit_, incident_, draft_, delivery_, audit_, seen_, meta_, park_, unpark_,
        address_, forget_address_;
};

constexpr std::chrono::seconds quiet{1};  // nothing was written for so long
constexpr int worth_sweeping = 64;        // commits

bool writes_anything(const store_batch& b)
{
    return (b.changes && b.changes->changes_anything()) || !b.seen_keys.empty() || !b.addresses.empty() ||
           b.park || b.unpark;
}

class sqlite_store final : public store {
public:
    sqlite_store(
        std::string path, database_lock lock, std::unique_ptr<soci::session> sql, asio::any_io_executor loop
    )
        : path_(std::move(path)),
          lock_(std::move(lock)),
          sql_(std::move(sql)),
          writer_(*sql_),
          loop_(std::move(loop)),
          thread_([this] { work(); })
    {
    }

    ~sqlite_store() override { close(); }

    loaded_state load(time_point now) override;

    void commit(store_batch batch, std::function<void(const store_fault*)> done) override
    {
        {
            const std::lock_guard held(mutex_);
            queue_.push_back({.batch = std::move(batch), .done = std::move(done)});
        }
        bell_.notify_one();
    }

    void forget_seen(time_point older_than) override
    {
        {
            const std::lock_guard held(mutex_);
            forget_ = older_than;
        }
        bell_.notify_one();
    }

    void close() override
    {
        {
            const std::lock_guard held(mutex_);
            if (closing_) return;
            closing_ = true;
        }
        bell_.notify_one();
        thread_.join();
    }

private:
    struct waiting {
        store_batch batch;
        std::function<void(const store_fault*)> done;
    };

    void work();
    // What waits, or nothing when it is time to end. Makes room and tidies up while nothing waits.
    bool next_group(std::deque<waiting>& group, std::optional<time_point>& forget);
    void sweep();
    void write_group(std::deque<waiting>& group, std::optional<time_point> forget);

    const std::string path_;
    database_lock lock_;
    std::unique_ptr<soci::session> sql_;  // the writer thread's alone once it runs, but for load()
    writer writer_;
    asio::any_io_executor loop_;
    std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<waiting> queue_;
    std::optional<time_point> forget_;
    std::optional<store_fault> broken_;  // the writer thread's, with what follows
    wal_room room_{path_};
    int unswept_ = 0;  // commits since the log was carried over into the database
    bool closing_ = false;
    std::thread thread_;  // last: everything else is ready when it starts
};

void sqlite_store::work()
{
    for (;;) {
        std::deque<waiting> group;
        std::optional<time_point> forget;
        if (!next_group(group, forget)) return;
        if (!broken_) {
            try {
                write_group(group, forget);
            } catch (const std::exception& e) {
                broken_ = store_fault{fmt::format(
                    "store {}: a commit failed: {}; check the disk's space and health, then start again",
                    path_,
                    e.what()
                )};
            }
        }
        if (group.empty()) continue;
        asio::post(loop_, [group = std::make_shared<std::deque<waiting>>(std::move(group)), fault = broken_] {
            for (waiting& w : *group) {
                if (w.done) w.done(fault ? &*fault : nullptr);
            }
        });
    }
}

bool sqlite_store::next_group(std::deque<waiting>& group, std::optional<time_point>& forget)
{
    const auto is_wanted = [this] { return closing_ || !queue_.empty() || forget_; };
    std::unique_lock held(mutex_);
    for (bool has_room = false; !is_wanted();) {
        if (!has_room) {
            held.unlock();
            has_room = broken_ || !room_.step();
            held.lock();
        } else if (unswept_ < worth_sweeping || bell_.wait_for(held, quiet, is_wanted)) {
            bell_.wait(held, is_wanted);
        } else {
            held.unlock();
            sweep();
            held.lock();
        }
    }
    if (queue_.empty() && !forget_) return false;
    group.swap(queue_);
    forget = std::exchange(forget_, std::nullopt);
    return true;
}

// What the log holds goes into the database while nobody waits for it; readers are not disturbed.
void sqlite_store::sweep()
{
    unswept_ = 0;
    try {
        *sql_ << "PRAGMA wal_checkpoint(PASSIVE)";
    } catch (const std::exception&) {
        // The next commit tells what is wrong with the disk, if anything is.
    }
}

void sqlite_store::write_group(std::deque<waiting>& group, std::optional<time_point> forget)
{
    bool writes = false;
    const change_set* last = nullptr;
    for (const waiting& w : group) {
        writes = writes || writes_anything(w.batch);
        if (w.batch.changes) last = w.batch.changes.get();
    }
    if (!writes && !forget) return;
    // A failure is final, and closing the database undoes what was not committed.
    writer_.begin();
    for (const waiting& w : group) writer_.write(w.batch);
    if (last != nullptr) writer_.write_numbers(last->numbers(), last->chain());
    if (forget) {
        const std::int64_t oldest = ms(*forget);
        *sql_ << "DELETE FROM seen WHERE at < :oldest", soci::use(oldest);
    }
    writer_.commit();
    ++unswept_;
}

// Called before the first commit, while the writer thread only waits.
loaded_state sqlite_store::load(time_point now)
try {
    loaded_state out;
    out.state = load_rows(*sql_);
    const std::int64_t oldest = ms(now - keep_seen);
    const soci::rowset<soci::row> keys =
        (sql_->prepare << "SELECT event_key, at FROM seen WHERE at >= :oldest", soci::use(oldest));
    for (const soci::row& r : keys) {
        out.seen_keys.emplace_back(
            r.get<std::string>(0), time_point(std::chrono::milliseconds(r.get<long long>(1)))
        );
    }
    const soci::rowset<soci::row> parked = (sql_->prepare << "SELECT id, at, body FROM parked ORDER BY id");
    for (const soci::row& r : parked) {
        out.parked.push_back(
            {.id = r.get<long long>(0),
             .event = inbound_from_json(r.get<std::string>(2)),
             .at = time_point(std::chrono::milliseconds(r.get<long long>(1)))}
        );
    }
    const soci::rowset<soci::row> addresses =
        (sql_->prepare << "SELECT platform, connection, address_key, body FROM addresses");
    for (const soci::row& r : addresses) {
        out.addresses.push_back(
            {.platform = r.get<std::string>(0),
             .connection = r.get<std::string>(1),
             .key = r.get<std::string>(2),
             .body = r.get<std::string>(3)}
        );
    }
    return out;
} catch (const std::exception& e) {
    throw std::runtime_error(
        fmt::format("store {}: cannot be read: {}; restore the file from a backup", path_, e.what())
    );
}

}  // namespace

store_batch batch_of(std::shared_ptr<const change_set> changes)
{
    store_batch out;
    out.at = changes->now();
    out.changes = std::move(changes);
    return out;
}

store_batch batch_of(change_set changes)
{
    return batch_of(std::make_shared<const change_set>(std::move(changes)));
}

boost::system::result<std::unique_ptr<store>, store_fault> store::open(
    std::string url, asio::any_io_executor loop
)
{
    auto path = database_path(url);
    if (!path) return path.error();
    auto lock = database_lock::take(*path);
    if (!lock) return lock.error();
    auto sql = open_database(*path, database_use::write);
    if (!sql) return sql.error();
    try {
        return std::make_unique<sqlite_store>(*path, std::move(*lock), std::move(*sql), std::move(loop));
    } catch (const soci::soci_error& e) {
        return store_fault{fmt::format("store {}: {}", *path, e.get_error_message())};
    }
}

}  // namespace bot
