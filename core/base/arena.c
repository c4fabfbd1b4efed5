#include "base/arena.h"

#include <string.h>

struct slm_chunk {
    slm_chunk *next;
    size_t bytes, used; /* of `base`, which is aligned within the block */
    size_t block_bytes; /* what was allocated, this header included */
    unsigned char *base;
};

enum { SMALLEST_CHUNK = 16 * 1024 };

void slm_arena_init(slm_arena *arena, slm_memory *memory) {
    *arena = (slm_arena){.memory = memory};
}

void slm_arena_free(slm_arena *arena) {
    for (slm_chunk *c = arena->first; c;) {
        slm_chunk *next = c->next;
        slm_memory_free(arena->memory, c, c->block_bytes);
        c = next;
    }
    arena->first = arena->current = NULL;
}

/* A chunk for at least `bytes`, each new one twice the last: a large tape needs few of them. */
static slm_chunk *new_chunk(slm_arena *arena, size_t bytes) {
    size_t room = arena->current ? arena->current->bytes * 2 : SMALLEST_CHUNK, block_bytes;
    if (room > ((size_t)1 << 24)) room = (size_t)1 << 24;
    if (room < bytes) room = bytes;
    if (!slm_size_add(room, sizeof(slm_chunk) + SLM_ALIGN, &block_bytes)) return NULL;
    slm_chunk *c = slm_memory_alloc(arena->memory, block_bytes);
    if (!c) return NULL;
    uintptr_t base = (uintptr_t)c + sizeof *c;
    base = (base + SLM_ALIGN - 1) / SLM_ALIGN * SLM_ALIGN;
    *c = (slm_chunk){.bytes = room, .block_bytes = block_bytes, .base = (unsigned char *)base};
    return c;
}

/* The chunk to go on with, for at least `bytes`: the first rewound one that is large enough comes
 * forward. Where none is, the next one gives way to a new chunk. If it stayed, a program whose
 * tensors grow from round to round would leave another chunk behind in each. */
static slm_chunk *next_chunk(slm_arena *arena, size_t bytes) {
    slm_chunk **place = arena->current ? &arena->current->next : &arena->first;
    slm_chunk **at = place;
    while (*at && (*at)->bytes < bytes) at = &(*at)->next;
    slm_chunk *found = *at, *behind = *place;
    if (found) {
        if (at == place) return found;
        *at = found->next;
    } else {
        if (!(found = new_chunk(arena, bytes))) return NULL;
        if (behind) {
            slm_chunk *small = behind;
            behind = small->next;
            slm_memory_free(arena->memory, small, small->block_bytes);
        }
    }
    found->next = behind;
    return *place = found;
}

void *slm_arena_alloc(slm_arena *arena, size_t bytes) {
    size_t padded;
    if (!slm_size_add(bytes, SLM_ALIGN - 1, &padded)) {
        arena->memory->refused = bytes;
        return NULL;
    }
    padded = padded / SLM_ALIGN * SLM_ALIGN;
    slm_chunk *c = arena->current;
    if (!c || c->bytes - c->used < padded) {
        if (!(c = next_chunk(arena, padded))) return NULL;
        c->used = 0;
        arena->current = c;
    }
    void *out = c->base + c->used;
    c->used += padded;
    memset(out, 0, padded);
    return out;
}

void *slm_arena_array(slm_arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (!slm_size_mul(count, size, &bytes)) {
        arena->memory->refused = SIZE_MAX;
        return NULL;
    }
    return slm_arena_alloc(arena, bytes);
}

slm_arena_mark slm_arena_here(const slm_arena *arena) {
    return (slm_arena_mark){arena->current, arena->current ? arena->current->used : 0};
}

bool slm_arena_passed(const slm_arena *arena, slm_arena_mark mark) {
    const slm_chunk *end = arena->current ? arena->current->next : arena->first;
    const slm_chunk *c = arena->first;
    while (c != end && c != mark.chunk) c = c->next;
    return !mark.chunk || (c != end && mark.used <= c->used);
}

void slm_arena_rewind(slm_arena *arena, slm_arena_mark mark) {
    arena->current = mark.chunk;
    if (mark.chunk) mark.chunk->used = mark.used;
}
