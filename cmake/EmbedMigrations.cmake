# Writes OUT, a C++ source with the text of every migration in DIR.
file(GLOB scripts ${DIR}/*.sql)
list(SORT scripts)
set(entries "")
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${name})
  string(REGEX REPLACE "^0+" "" version ${number})
  file(READ ${script} text)
  string(APPEND entries "    {${version}, \"${name}\", R\"~sql~(${text})~sql~\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"storage/sql/migrator.h\"

namespace assay::sql {

std::span<const Migration> Migrations() {
  static constexpr Migration kMigrations[] = {
${entries}  };
  return kMigrations;
}

}  // namespace assay::sql
")
