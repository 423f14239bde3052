// What every method of every service needs: a scope of the token, and a role in the workspaces that
// the request speaks of. The table is in authorization.cc, and nowhere else.
#ifndef ASSAY_SERVER_AUTHORIZATION_H_
#define ASSAY_SERVER_AUTHORIZATION_H_

#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/places.h"

namespace assay {

struct MethodRule {
  // The scope that a token must have, when it names any; empty when none is needed.
  std::string_view scope = {};
  // The role; empty when it is enough to be known.
  std::string_view role = {};
  // Where the role is needed: in every workspace ("*"),
  bool everywhere = false;
  // or in those that these fields of the request say.
  std::vector<PlaceField> places = {};
};

// The rule of a method such as "GetRun"; null for one without, which nobody may call. Thread-safe.
const MethodRule* FindRule(std::string_view method);

}  // namespace assay

#endif  // ASSAY_SERVER_AUTHORIZATION_H_
