// What a command has printed so far, for tests of commands that go on.
#ifndef ASSAY_TESTS_E2E_SCREEN_H_
#define ASSAY_TESTS_E2E_SCREEN_H_

#include <cstdio>
#include <streambuf>
#include <string>

#include "core/mutex.h"

namespace assay {

// Collects what is written, and lets others wait for a text in it.
class Screen : public std::streambuf {
 public:
  void WaitFor(const std::string& text) {
    MutexLock lock(mutex_);
    while (text_.find(text) == std::string::npos) cond_.Wait(mutex_);
  }
  std::string text() {
    MutexLock lock(mutex_);
    return text_;
  }

 protected:
  int overflow(int c) override {
    const char byte = static_cast<char>(c);
    return xsputn(&byte, 1) == 1 ? c : EOF;
  }
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    MutexLock lock(mutex_);
    text_.append(bytes, static_cast<size_t>(count));
    cond_.NotifyAll();
    return count;
  }

 private:
  Mutex mutex_;
  CondVar cond_;
  std::string text_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_E2E_SCREEN_H_
