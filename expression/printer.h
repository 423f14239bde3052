// Expressions back to source.
#ifndef ASSAY_EXPRESSION_PRINTER_H_
#define ASSAY_EXPRESSION_PRINTER_H_

#include <string>

#include "expression/ast.h"

namespace assay::expression {

// The canonical source of `expr`, on one line, with no more parentheses than it needs. Parsing it
// gives the same tree.
std::string Unparse(const Expr& expr);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_PRINTER_H_
