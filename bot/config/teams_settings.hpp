// A [[teams]] section: one bot registration, with its password still as a reference.
#pragma once

#include "bot/config/settings.hpp"

#include <string>
#include <vector>

namespace bot {

// As read: what the section leaves out is filled in from its cloud.
struct teams_settings {
    std::string name;
    std::string app_id;
    std::string app_type = "single_tenant";  // single_tenant, multi_tenant, managed_identity
    std::string tenant_id;
    secret_ref app_password;
    std::string auth = "required";  // required, none
    std::string cloud = "public";   // public, gcc, gcc_high, dod, china
    std::string openid_metadata_url = "https://login.botframework.com/v1/.well-known/openidconfiguration";
    std::string issuer = "https://api.botframework.com";
    std::string token_url = "https://login.microsoftonline.com/{tenant_id}/oauth2/v2.0/token";
    std::string login_tenant;  // what {tenant_id} in token_url stands for; empty: tenant_id
    std::string scope = "https://api.botframework.com/.default";
    std::vector<std::string> service_hosts = {"smba.trafficmanager.net"};  // lower case
    std::string service_url;  // for conversations that nothing was heard of yet; empty: there is none
    std::vector<std::string> approve_reactions;
    std::vector<std::string> reject_reactions;
    std::vector<std::string> tenants;  // whose people are heard; the default is tenant_id alone
};

}  // namespace bot
