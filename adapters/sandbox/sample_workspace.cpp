#include "adapters/sandbox/sample_workspace.hpp"

namespace adapters::sandbox {

void fill_sample(slack_workspace& w)
{
    const auto someone =
        [&](std::string id, std::string handle, std::string name, std::string locale = "pt-BR") {
            person p;
            p.id = std::move(id);
            p.handle = std::move(handle);
            p.name = std::move(name);
            p.locale = std::move(locale);
            w.add(std::move(p));
        };
    someone("U0ANA", "ana.suporte", "Ana Souza");
    someone("U0RENATA", "renata.quality", "Renata Martins");
    someone("U0IGOR", "igor.audit", "Igor Batista");
    someone("U0JOAO", "joao.ops", "João Lima");
    someone("U0STRANGER", "visitante", "Sam Visitor", "en-US");
    const auto& bot = w.self().bot_user;
    const std::set<std::string> people{"U0ANA", "U0RENATA", "U0IGOR", "U0JOAO", "U0STRANGER"};
    auto with_bot = people;
    with_bot.insert(bot);
    w.add_channel("C0BILLING", "support-billing", channel::kind::open, with_bot);
    w.add_channel("C0STATUS", "status", channel::kind::open, with_bot);
    w.add_channel("C0OPS", "ops", channel::kind::open, with_bot);
    w.add_channel("C0STATUSEN", "status-en", channel::kind::open, people);  // through a webhook only
    w.add_channel("C0GERAL", "geral", channel::kind::open, people);
    user_group g;
    g.id = "S0APPROVERS";
    g.handle = "aprovadores";
    g.name = "Aprovadores";
    g.users = {"U0RENATA", "U0IGOR"};
    w.add(std::move(g));
}

}  // namespace adapters::sandbox
