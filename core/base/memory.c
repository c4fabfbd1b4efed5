#include "base/memory.h"

#include <string.h>

void slm_memory_init(slm_memory *memory, const slm_allocator *hook) {
    *memory = (slm_memory){.hook = hook ? *hook : slm_default_allocator, .limit = SIZE_MAX};
}

void *slm_memory_alloc(slm_memory *memory, size_t bytes) {
    memory->calls++;
    bool told_to_fail = memory->fail_at && (memory->calls == memory->fail_at ||
                                            (memory->fail_from && memory->calls > memory->fail_at));
    bool over_limit = bytes > memory->limit || memory->in_use > memory->limit - bytes;
    void *block = told_to_fail || over_limit ? NULL : memory->hook.alloc(memory->hook.user, bytes);
    if (!block) {
        memory->refused = bytes;
        return NULL;
    }
    memory->in_use += bytes;
    if (memory->in_use > memory->peak) memory->peak = memory->in_use;
    return block;
}

void slm_memory_free(slm_memory *memory, void *block, size_t bytes) {
    if (!block) return;
    memory->in_use -= bytes;
    memory->hook.free(memory->hook.user, block, bytes);
}

bool slm_memory_grow(slm_memory *memory, void **block, size_t *capacity, size_t need, size_t size) {
    if (need <= *capacity) return true;
    size_t room = need, bytes;
    if (*capacity <= SIZE_MAX / 2 && room < *capacity * 2) room = *capacity * 2;
    if (room < 16) room = 16;
    if (!slm_size_mul(room, size, &bytes)) {
        memory->refused = SIZE_MAX;
        return false;
    }
    void *bigger = slm_memory_alloc(memory, bytes);
    if (!bigger) return false;
    if (*block) memcpy(bigger, *block, *capacity * size);
    slm_memory_free(memory, *block, *capacity * size);
    *block = bigger;
    *capacity = room;
    return true;
}

bool slm_size_mul(size_t a, size_t b, size_t *out) {
    if (b && a > SIZE_MAX / b) return false;
    *out = a * b;
    return true;
}

bool slm_size_add(size_t a, size_t b, size_t *out) {
    if (a > SIZE_MAX - b) return false;
    *out = a + b;
    return true;
}
