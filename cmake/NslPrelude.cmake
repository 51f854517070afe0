# nsl_prelude(TARGET): bundles runtime/prelude into one script and compiles it into TARGET (which includes
# "prelude.inc", the script as a list of bytes). The script is also kept as prelude.js, to look at.
function(nsl_prelude target)
  set(folder ${PROJECT_SOURCE_DIR}/runtime/prelude)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/prelude)
  file(MAKE_DIRECTORY ${generated})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.ts)
  find_program(NSL_ESBUILD esbuild HINTS ${NSL_NODE_MODULES}/.bin NO_DEFAULT_PATH REQUIRED)
  add_custom_command(
    OUTPUT ${generated}/prelude.js
    # The value of the script is the Entry object. Names stay: they show in stack traces.
    COMMAND ${NSL_ESBUILD} ${folder}/main.ts --bundle --format=cjs --platform=neutral --target=es2024
      --main-fields=module,main --legal-comments=none --log-level=warning --outfile=${generated}/prelude.js
      "--banner:js=(function () { \"use strict\"; const module = {};"
      "--footer:js=return module.exports.default; })();"
    DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/package-lock.json
    COMMENT "Bundling the prelude"
    VERBATIM)
  add_custom_command(
    OUTPUT ${generated}/prelude.inc
    COMMAND ${CMAKE_COMMAND} -D INPUT=${generated}/prelude.js -D OUTPUT=${generated}/prelude.inc
      -P ${PROJECT_SOURCE_DIR}/cmake/embed_bytes.cmake
    DEPENDS ${generated}/prelude.js ${PROJECT_SOURCE_DIR}/cmake/embed_bytes.cmake
    COMMENT "Embedding the prelude"
    VERBATIM)
  target_sources(${target} PRIVATE ${generated}/prelude.inc)
  target_include_directories(${target} PRIVATE ${generated})
endfunction()
