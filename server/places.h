// Which workspaces a request speaks of, told by the names of its fields. So a new request needs
// nothing more than to be named like its elders:
//
//   workspace                  a workspace's name; empty means "default"
//   ..._id, ..._ids, ..._digest  things that are in one workspace (places.cc has the list)
//   start, from, to, version, ...  names of nodes, "model:<workspace>/<name>/<number>"
#ifndef ASSAY_SERVER_PLACES_H_
#define ASSAY_SERVER_PLACES_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "core/mutex.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "storage/store.h"

namespace assay {

enum class PlaceKind {
  kWorkspace,
  kNode,  // a name with a kind in front
  // Ids, and a digest, of things that are in one workspace.
  kRun,
  kExperiment,
  kEvaluation,
  kPromotion,
  kDecision,
  kBinding,
  kAssessment,
};

// A field of a request, perhaps in a message of it, that says a workspace.
struct PlaceField {
  PlaceKind kind = PlaceKind::kWorkspace;
  std::vector<const google::protobuf::FieldDescriptor*> path = {};
};

// The fields of a request of this type that say workspaces; none when it can't be told.
std::vector<PlaceField> PlaceFieldsOf(const google::protobuf::Descriptor& request);

struct RequestPlaces {
  std::set<std::string> workspaces = {};
  // It speaks of what is in no single workspace, such as content.
  bool everywhere = false;
};

// Looks up where things are, and remembers it: things do not move. Thread-safe.
class Places {
 public:
  explicit Places(Store& store) : store_(store) {}

  // The workspaces that the fields of `request` say. None when it names only what is not there.
  absl::StatusOr<RequestPlaces> Of(const google::protobuf::Message& request,
                                   const std::vector<PlaceField>& fields);

 private:
  absl::Status Add(PlaceKind kind, const std::string& value, RequestPlaces* places);
  absl::Status AddNode(const std::string& name, RequestPlaces* places);
  absl::Status AddThing(PlaceKind kind, const std::string& id, RequestPlaces* places);

  Store& store_;
  Mutex mutex_;
  // By id or digest, which things of different kinds do not share.
  absl::flat_hash_map<std::string, std::string> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVER_PLACES_H_
