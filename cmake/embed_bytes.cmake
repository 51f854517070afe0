# cmake -D INPUT=file -D OUTPUT=file.inc -P embed_bytes.cmake: writes the bytes of a file as C++ initialisers.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUTPUT} "${bytes}\n")
