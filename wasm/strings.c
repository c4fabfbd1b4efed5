/* strlen and strchr of the modules. The library's read a word at a time, which is many times the
 * code; strings here are names and sentences. */
#include <string.h>

size_t strlen(const char *s) {
    const char *end = s;
    while (*end) end++;
    return (size_t)(end - s);
}

char *strchr(const char *s, int c) {
    for (; *s != (char)c; s++)
        if (!*s) return NULL;
    return (char *)s;
}
