#include <iostream>
#include <string>
#include <vector>

#include "cli/internal/cli.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  assay::cli::Cli cli(std::cin, std::cout, std::cerr);
  cli.terminal = assay::cli::DetectTerminal();
  return assay::cli::Main(std::vector<std::string>(argv + 1, argv + argc), cli);
}
