// How to run a run again: steps for a person, and a shell script.
#ifndef ASSAY_CLI_INTERNAL_REPRODUCTION_H_
#define ASSAY_CLI_INTERNAL_REPRODUCTION_H_

#include <string>

#include "assay/v1/lineage_service.pb.h"
#include "cli/internal/terminal.h"

namespace assay::cli {

// Code, data, environment, command, what should come out, and what the record lacks.
std::string RenderSteps(const v1::GetReproductionResponse& reproduction, const Terminal& terminal);

// A POSIX shell script that checks the commit and the digests of all local inputs, then runs the
// recorded command, then says which outputs are the same. What others wrote stands in quotes;
// text that would act on a terminal is left out, and the script says so.
std::string RenderScript(const v1::GetReproductionResponse& reproduction);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_REPRODUCTION_H_
