// List calls as ranges.
#ifndef ASSAY_CLIENT_INTERNAL_LIST_H_
#define ASSAY_CLIENT_INTERNAL_LIST_H_

#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "client/connection.h"
#include "client/stream_range.h"
#include "core/status_macros.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace assay {

// The items of a List call, whose request has a page_token and whose response a next_page_token;
// `items` is the response's list:
//   return List<v1::Dataset>(connection_, "LineageService/ListDatasets", request,
//                            &v1::ListDatasetsResponse::mutable_datasets);
template <typename Item, typename Request, typename Response>
StreamRange<Item> List(std::shared_ptr<Connection> connection, std::string method, Request request,
                       google::protobuf::RepeatedPtrField<Item>* (Response::*items)()) {
  using Page = typename StreamRange<Item>::Page;
  return StreamRange<Item>([connection = std::move(connection), method = std::move(method),
                            request = std::move(request),
                            items](const std::string& token) mutable -> absl::StatusOr<Page> {
    request.set_page_token(token);
    ASSAY_ASSIGN_OR_RETURN(Response response,
                           connection->template Unary<Response>(method, request));
    auto* list = (response.*items)();
    Page page;
    page.items.assign(std::make_move_iterator(list->begin()), std::make_move_iterator(list->end()));
    page.next_page_token = response.next_page_token();
    return page;
  });
}

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_LIST_H_
