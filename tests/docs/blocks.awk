# Writes the ```cpp blocks of a Markdown file as one C++ source: all includes first.
/^```cpp$/ { inside = 1; ++blocks; code = code "namespace block" blocks " {\n#line " NR + 1 " \"" FILENAME "\"\n"; next }
/^```$/ && inside { inside = 0; code = code "}  // namespace\n"; next }
inside && /^#include/ { if (!seen[$0]++) print; code = code "\n"; next }
inside { code = code $0 "\n" }
END { print "#include <string>\n#include <vector>\n"; print code }
