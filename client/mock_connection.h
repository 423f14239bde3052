// A Connection for tests of programs that use Client or Run, with GoogleMock:
//
//   auto connection = std::make_shared<assay::MockConnection>();
//   EXPECT_CALL(*connection, Call("TrackingService/GetRun", _, _)).WillOnce(assay::Answer(run));
//   assay::Client client(connection);
#ifndef ASSAY_CLIENT_MOCK_CONNECTION_H_
#define ASSAY_CLIENT_MOCK_CONNECTION_H_

#include <functional>
#include <memory>

#include "client/connection.h"
#include "gmock/gmock.h"

namespace assay {

class MockLogStream : public LogStream {
 public:
  MOCK_METHOD(bool, Write, (const v1::LogBatchRequest&), (override));
  MOCK_METHOD(bool, Read, (v1::LogBatchResponse*), (override));
  MOCK_METHOD(void, WritesDone, (), (override));
  MOCK_METHOD(void, Cancel, (), (override));
  MOCK_METHOD(absl::Status, Finish, (), (override));
};

class MockConnection : public Connection {
 public:
  MOCK_METHOD(absl::Status, Call,
              (const std::string& method, google::protobuf::Message* request,
               google::protobuf::Message* response),
              (override));
  MOCK_METHOD(absl::Status, CallStream,
              (const std::string& method, const google::protobuf::Message& request,
               google::protobuf::Message* message, const std::function<bool()>& on_message),
              (override));
  MOCK_METHOD(std::unique_ptr<LogStream>, OpenLogStream, (), (override));
};

// Actions for MockConnection's Call. Answer gives a response; AnswerBy asks a function, which gets
// the request and returns a response or an error.
template <typename Response>
auto Answer(Response answer) {
  return [answer](const std::string&, google::protobuf::Message*,
                  google::protobuf::Message* response) {
    response->CopyFrom(answer);
    return absl::OkStatus();
  };
}

template <typename Request, typename Function>
auto AnswerBy(Function function) {
  return [function](const std::string&, google::protobuf::Message* request,
                    google::protobuf::Message* response) -> absl::Status {
    auto answer = function(static_cast<const Request&>(*request));
    if (!answer.ok()) return answer.status();
    response->CopyFrom(*answer);
    return absl::OkStatus();
  };
}

}  // namespace assay

#endif  // ASSAY_CLIENT_MOCK_CONNECTION_H_
