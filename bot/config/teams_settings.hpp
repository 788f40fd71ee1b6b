// A [[teams]] section: one bot registration, with its password still as a reference.
#pragma once

#include "bot/config/settings.hpp"

#include <string>
#include <vector>

namespace bot {

struct teams_settings {
    std::string name;
    std::string app_id;
    std::string app_type = "single_tenant";  // single_tenant, multi_tenant, managed_identity
    std::string tenant_id;
    secret_ref app_password;
    std::string auth = "required";  // required, none
    std::string openid_metadata_url = "https://login.botframework.com/v1/.well-known/openidconfiguration";
    std::string token_url = "https://login.microsoftonline.com/{tenant_id}/oauth2/v2.0/token";
    std::vector<std::string> service_hosts = {"smba.trafficmanager.net"};
    std::vector<std::string> approve_reactions;
    std::vector<std::string> reject_reactions;
    std::string cloud;
    std::string issuer;
    std::string scope;
    std::string service_url;
    std::vector<std::string> tenants;  // whose people are heard; the default is tenant_id alone
};

}  // namespace bot
