# cmake -DCOMPILER= -DSOURCE= -DINCLUDE= -P check.cmake: the source compiles; with FRAMELENS_DANGLING it is refused
# for the reason in its line "// refused: regular expression", and for nothing else.
file(STRINGS "${SOURCE}" line REGEX "^// refused: " LIMIT_COUNT 1)
string(REGEX REPLACE "^// refused: " "" reason "${line}")
if(reason STREQUAL "")
    message(FATAL_ERROR "${SOURCE} does not say why it is refused")
endif()
set(command "${COMPILER}" -std=c++23 -fsyntax-only "-I${INCLUDE}" "${SOURCE}")

execute_process(COMMAND ${command} RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "the harmless twin does not compile:\n${errors}")
endif()

execute_process(COMMAND ${command} -DFRAMELENS_DANGLING RESULT_VARIABLE result ERROR_VARIABLE errors)
if(result EQUAL 0)
    message(FATAL_ERROR "the dangling use compiles")
endif()
string(REGEX MATCHALL "error: [^\n]*" found "${errors}")
list(LENGTH found count)
# A table's rules are told by what they throw while compiling: the text stands in the line that the error quotes.
if(NOT count EQUAL 1 OR NOT (found MATCHES "${reason}" OR errors MATCHES "throw \"[^\"]*${reason}"))
    message(FATAL_ERROR "refused, but not once and for \"${reason}\":\n${errors}")
endif()
