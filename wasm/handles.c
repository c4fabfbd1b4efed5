/* Handles: the table of objects, and every look-up of a context, trainer, layer or tensor. */
#include "bridge.h"

#include <string.h>

/* A handle is generation * 2^16 + slot + 1. */
enum { SLOT_BITS = 16, SLOTS = (1 << SLOT_BITS) - 1, GENERATIONS = 1 << 16 };

typedef struct {
    slm_kind kind;
    uint32_t generation;
    uint32_t owner; /* a handle; of a free slot: the next free one + 1 */
    void *object;
    size_t bytes; /* of the object; 0: it is another's */
} slot;

static slot *table;
static uint32_t used, room, first_free; /* first_free: slot + 1, 0: none */

static uint32_t handle_of(uint32_t i) { return table[i].generation << SLOT_BITS | (i + 1); }

static bool grow(void) {
    uint32_t bigger = room ? room * 2 : 16;
    if (bigger > SLOTS) bigger = SLOTS;
    slot *moved = bigger > room ? slm_heap_alloc(bigger * sizeof *table) : NULL;
    if (!moved) {
        slm_js_refused = (bigger > room ? bigger : 1) * sizeof *table;
        return false;
    }
    memset(moved, 0, bigger * sizeof *moved);
    if (table) memcpy(moved, table, room * sizeof *table);
    slm_heap_free(table, room * sizeof *table);
    table = moved;
    room = bigger;
    return true;
}

bool slm_handle_room(void) { return first_free || used < room || grow(); }

uint32_t slm_handle_new(slm_kind kind, void *object, size_t bytes, uint32_t owner) {
    uint32_t i = first_free ? first_free - 1 : used++;
    if (first_free) first_free = table[i].owner;
    table[i] = (slot){kind, table[i].generation, owner, object, bytes};
    return handle_of(i);
}

static slot *find(uint32_t handle) {
    uint32_t i = (handle & SLOTS) - 1; /* slot 0 is none: i wraps and is past `used` */
    return i < used && table[i].kind != SLM_FREE && handle_of(i) == handle ? &table[i] : NULL;
}

void *slm_handle_find(uint32_t handle, slm_kind kind) {
    const slot *s = find(handle);
    return s && s->kind == kind ? s->object : NULL;
}

/* A slot whose generations are used up is never given out again. */
static void release(slot *s) {
    if (s->bytes) slm_counted_free(NULL, s->object, s->bytes);
    *s = (slot){.generation = s->generation + 1};
    if (s->generation == GENERATIONS) return;
    s->owner = first_free;
    first_free = (uint32_t)(s - table) + 1;
}

void slm_handle_free_owned(uint32_t owner) {
    for (uint32_t i = 0; i < used; i++)
        if (table[i].kind != SLM_FREE && table[i].owner == owner) release(&table[i]);
}

void slm_handle_free(uint32_t handle) {
    slot *s = find(handle);
    if (!s) return;
    release(s);
    slm_handle_free_owned(handle);
}

slm_refusal slm_js_refusal;

static void refuse(const char *what, uint32_t handle) {
    if (!slm_js_refusal.what) slm_js_refusal = (slm_refusal){what, handle};
}

slm_ctx *slm_context_or_null(uint32_t context) {
    slm_trainer *t = slm_handle_find(context, SLM_TRAINER);
    return t ? slm_trainer_context(t) : slm_handle_find(context, SLM_CONTEXT);
}

slm_ctx *slm_context_of(uint32_t context) {
    slm_ctx *slm = slm_context_or_null(context);
    if (!slm) refuse("context", context);
    return slm;
}

slm_trainer *slm_trainer_of(uint32_t trainer) {
    slm_trainer *t = slm_handle_find(trainer, SLM_TRAINER);
    if (!t) refuse("trainer", trainer);
    return t;
}

/* Ids rise along the tape and along the parameters, and none is ever used again: an id that is not
 * there was rewound, or is another context's. */
static slm_tensor *search(const slm_ctx *slm, slm_tensor *(*at)(const slm_ctx *, size_t),
                          size_t count, uint32_t id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slm_id(at(slm, middle)) < id)
            low = middle + 1;
        else
            high = middle;
    }
    slm_tensor *t = at(slm, low);
    return slm_id(t) == id ? t : NULL;
}

slm_tensor *slm_tensor_of(slm_ctx *slm, uint32_t id) {
    if (!slm || !id) return NULL;
    slm_tensor *t = search(slm, slm_tape_at, slm_tape_count(slm), id);
    if (!t) t = search(slm, slm_parameter_at, slm_parameter_count(slm), id);
    if (!t) refuse("tensor", id);
    return t;
}

void *slm_owned(uint32_t context, uint32_t handle, slm_kind kind, const char *what) {
    const slot *s = find(handle);
    if (s && s->kind == kind && s->owner == context) return s->object;
    refuse(what, handle);
    return NULL;
}
