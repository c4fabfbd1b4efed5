/* The allocator of a program that brings none. Alone in its file: a module that defines one of its
 * own is linked without malloc and free. */
#include "base/memory.h"

#include <stdlib.h>

static void *alloc(void *user, size_t bytes) {
    (void)user;
    return malloc(bytes);
}

static void give_back(void *user, void *block, size_t bytes) {
    (void)user, (void)bytes;
    free(block);
}

const slm_allocator slm_default_allocator = {.alloc = alloc, .free = give_back};
