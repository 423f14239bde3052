// A disk that is soon full, for tests.
#ifndef ASSAY_CLIENT_TESTING_SMALL_DISK_H_
#define ASSAY_CLIENT_TESTING_SMALL_DISK_H_

#include <sys/mount.h>

#include <string>

#include "client/test_files.h"
#include "fmt/format.h"

namespace assay {

// A tmpfs of a few pages, where the test may mount one: as root.
class SmallDisk {
 public:
  explicit SmallDisk(size_t bytes)
      : mounted_(mount("tmpfs", dir_.path().c_str(), "tmpfs", 0,
                       fmt::format("size={}", bytes).c_str()) == 0) {}
  ~SmallDisk() {
    if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  std::string path() const { return dir_.path(); }

 private:
  TempDir dir_;
  const bool mounted_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_TESTING_SMALL_DISK_H_
