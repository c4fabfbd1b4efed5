/* The memory behind every context: first fit over a list of free blocks.
 *
 * Whoever gives a block back says how large it is (slm_allocator), so a block needs no header, and
 * the free ones hold the list themselves. They stand in the order of their addresses: neighbours
 * become one again, and what is given back in any order ends as it began. Arenas ask for few and
 * large blocks; the list stays short. */
#include "bridge.h"

#include <string.h>

enum { GRAIN = 16, PAGE = 65536 }; /* bytes: of every block, and of what memory grows by */

typedef struct free_block free_block;
struct free_block {
    free_block *next; /* of a higher address */
    size_t bytes;
};

static free_block *first;

static unsigned char *end_of(free_block *block) { return (unsigned char *)block + block->bytes; }

static void insert(void *memory, size_t bytes) {
    free_block **at = &first, *before = NULL, *block = memory;
    for (; *at && *at < block; at = &before->next) before = *at;
    *block = (free_block){*at, bytes};
    *at = block;
    if (block->next && end_of(block) == (unsigned char *)block->next) {
        block->bytes += block->next->bytes;
        block->next = block->next->next;
    }
    if (before && end_of(before) == (unsigned char *)block) {
        before->bytes += block->bytes;
        before->next = block->next;
    }
}

static void *take(size_t bytes) {
    for (free_block **at = &first; *at; at = &(*at)->next) {
        free_block *block = *at;
        if (block->bytes < bytes) continue;
        *at = block->next;
        if (block->bytes > bytes) insert((unsigned char *)block + bytes, block->bytes - bytes);
        return block;
    }
    return NULL;
}

/* The memory behind the module's own data: once what there is at first, then what it grows by. */
static bool grow(size_t bytes) {
    extern unsigned char __heap_base;
    static bool begun;
    if (!begun) {
        begun = true;
        uintptr_t start = ((uintptr_t)&__heap_base + GRAIN - 1) / GRAIN * GRAIN;
        insert((void *)start, __builtin_wasm_memory_size(0) * PAGE - start);
        return true;
    }
    size_t page = __builtin_wasm_memory_grow(0, (bytes + PAGE - 1) / PAGE);
    if (page == SIZE_MAX) return false;
    insert((void *)(page * PAGE), (bytes + PAGE - 1) / PAGE * PAGE);
    return true;
}

static size_t whole_grains(size_t bytes) {
    return bytes ? (bytes + GRAIN - 1) / GRAIN * GRAIN : GRAIN;
}

void *slm_heap_alloc(size_t bytes) {
    if (bytes > INT32_MAX) return NULL; /* more than the module may ever have */
    void *block;
    bytes = whole_grains(bytes);
    while (!(block = take(bytes)))
        if (!grow(bytes)) return NULL;
    return block;
}

void slm_heap_free(void *block, size_t bytes) {
    if (block) insert(block, whole_grains(bytes));
}

static size_t in_use; /* bytes of all contexts together, and what is lent */
size_t slm_js_refused;

void *slm_counted_alloc(void *user, size_t bytes) {
    (void)user;
    void *block = slm_heap_alloc(bytes);
    if (block)
        in_use += bytes;
    else
        slm_js_refused = bytes;
    return block;
}

void slm_counted_free(void *user, void *block, size_t bytes) {
    (void)user;
    slm_heap_free(block, bytes);
    in_use -= bytes;
}

/* The engine's own, too: the library's malloc and free are then no part of the modules. */
const slm_allocator slm_default_allocator = {.alloc = slm_counted_alloc, .free = slm_counted_free};

/* Memory for the arguments of a call; 0: none. */
SLM_EXPORT(void *, lend, size_t bytes) { return slm_counted_alloc(NULL, bytes); }
SLM_EXPORT(void, take_back, void *block, size_t bytes) { slm_counted_free(NULL, block, bytes); }

SLM_EXPORT(size_t, memory_total, void) { return in_use; }
SLM_EXPORT(size_t, memory_refused, void) { return slm_js_refused; }
