/* The beginning of a test compiled for one level of vectors, compiled itself for any machine. */
#include "at_level.h"

#undef main

#include "slm.h"

#include <stdio.h>
#include <string.h>

enum { SKIPPED = 77 }; /* as CTest is told */

int main(void) {
    const char *name;
    for (size_t i = 0; (name = slm_vectors_at(i)); i++)
        if (!strcmp(name, SLM_TEST_LEVEL)) return slm_test_main();
    printf("this machine has no %s\n", SLM_TEST_LEVEL);
    return SKIPPED;
}
