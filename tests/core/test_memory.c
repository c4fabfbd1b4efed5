/* The door to memory, and arenas: counting, limits, alignment, zeroes, marks. */
#include "check.h"

#include "base/arena.h"

#include <stdlib.h>

typedef struct {
    size_t blocks, bytes, calls;
} ledger;

static void *take(void *user, size_t bytes) {
    ledger *l = user;
    void *block = malloc(bytes);
    if (block) memset(block, 0xA5, bytes); /* malloc's memory is not zero */
    l->blocks++, l->calls++, l->bytes += bytes;
    return block;
}

static void give(void *user, void *block, size_t bytes) {
    ledger *l = user;
    l->blocks--, l->bytes -= bytes;
    free(block);
}

static void counting(void) {
    TEST("counting, limits, failures");
    ledger l = {0, 0, 0};
    slm_memory m;
    slm_memory_init(&m, &(slm_allocator){take, give, &l});
    void *a = slm_memory_alloc(&m, 100), *b = slm_memory_alloc(&m, 50);
    CHECK_INT(m.in_use, 150);
    CHECK_INT(l.bytes, 150);
    slm_memory_free(&m, a, 100);
    CHECK_INT(m.in_use, 50);
    CHECK_INT(m.peak, 150);
    slm_memory_free(&m, NULL, 77);
    CHECK_INT(m.in_use, 50);

    m.limit = 100;
    CHECK(!slm_memory_alloc(&m, 51));
    CHECK_INT(m.refused, 51);
    CHECK(!slm_memory_alloc(&m, 101));
    CHECK(!slm_memory_alloc(&m, SIZE_MAX));
    CHECK_INT(l.calls, 2); /* what is refused is not asked for */
    a = slm_memory_alloc(&m, 50);
    CHECK(a);
    slm_memory_free(&m, a, 50);
    m.limit = 10; /* below what is in use */
    CHECK(!slm_memory_alloc(&m, 0) || m.in_use == 50);
    m.limit = SIZE_MAX;

    m.fail_at = m.calls + 2;
    a = slm_memory_alloc(&m, 1);
    CHECK(a && !slm_memory_alloc(&m, 1));
    void *c = slm_memory_alloc(&m, 1);
    CHECK(c);
    m.fail_at = m.calls + 1;
    m.fail_from = true;
    for (int i = 0; i < 3; i++) CHECK(!slm_memory_alloc(&m, 1));
    slm_memory_free(&m, a, 1);
    slm_memory_free(&m, b, 50);
    slm_memory_free(&m, c, 1);
    CHECK_INT(l.blocks, 0);
}

static void growing(void) {
    TEST("arrays that grow");
    ledger l = {0, 0, 0};
    slm_memory m;
    slm_memory_init(&m, &(slm_allocator){take, give, &l});
    int *array = NULL;
    size_t room = 0;
    for (int i = 0; i < 1000; i++) {
        void *block = array;
        CHECK(slm_memory_grow(&m, &block, &room, (size_t)i + 1, sizeof *array));
        array = block;
        array[i] = i;
    }
    bool kept = true;
    for (int i = 0; i < 1000; i++) kept = kept && array[i] == i;
    CHECK(kept);
    CHECK(l.calls < 10); /* doubling */
    CHECK_INT(m.in_use, room * sizeof *array);
    void *block = array;
    CHECK(!slm_memory_grow(&m, &block, &room, SIZE_MAX / 2, sizeof *array));
    CHECK_INT(m.refused, SIZE_MAX);
    m.limit = m.in_use;
    size_t before = room;
    CHECK(!slm_memory_grow(&m, &block, &room, room + 1, sizeof *array));
    CHECK(block == array && room == before && array[999] == 999);
    slm_memory_free(&m, array, room * sizeof *array);
    CHECK_INT(l.blocks, 0);

    TEST("sizes that overflow");
    size_t out = 7;
    CHECK(!slm_size_mul(SIZE_MAX, 2, &out) && !slm_size_add(SIZE_MAX, 1, &out) && out == 7);
    CHECK(slm_size_mul(SIZE_MAX, 0, &out) && out == 0);
    CHECK(slm_size_mul(0, SIZE_MAX, &out) && out == 0);
    CHECK(slm_size_mul(SIZE_MAX / 3, 3, &out) && out == SIZE_MAX / 3 * 3);
    CHECK(slm_size_add(SIZE_MAX, 0, &out) && out == SIZE_MAX);
}

static bool all_zero(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

static void arenas(void) {
    TEST("an arena gives zeroed, aligned memory");
    ledger l = {0, 0, 0};
    slm_memory m;
    slm_memory_init(&m, &(slm_allocator){take, give, &l});
    slm_arena a;
    slm_arena_init(&a, &m);
    slm_arena_mark empty = slm_arena_here(&a);
    static const size_t sizes[] = {1, 0, 63, 64, 65, 1000, 20000, 3, 70000, 8};
    for (int round = 0; round < 3; round++) {
        unsigned char *last = NULL;
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            unsigned char *p = slm_arena_alloc(&a, sizes[i]);
            if (!CHECK(p)) return;
            CHECK_INT((uintptr_t)p % SLM_ALIGN, 0);
            CHECK(all_zero(p, sizes[i]));
            CHECK(p != last || sizes[i] == 0 || sizes[i - 1] == 0);
            memset(p, 0xFF, sizes[i]); /* must be zero again after the rewind */
            last = p;
        }
        slm_arena_rewind(&a, empty);
    }

    TEST("a rewound arena gives the same addresses and allocates nothing");
    void *first = slm_arena_alloc(&a, 100);
    slm_arena_mark mark = slm_arena_here(&a);
    void *second = slm_arena_alloc(&a, 30000), *third = slm_arena_alloc(&a, 50000);
    size_t calls = l.calls;
    for (int i = 0; i < 5; i++) {
        slm_arena_rewind(&a, mark);
        CHECK(slm_arena_alloc(&a, 30000) == second && slm_arena_alloc(&a, 50000) == third);
    }
    slm_arena_rewind(&a, empty);
    CHECK(slm_arena_alloc(&a, 100) == first);
    CHECK_INT(l.calls, calls);

    TEST("alternating sizes settle");
    size_t in_use = 0;
    for (int i = 0; i < 100; i++) {
        slm_arena_rewind(&a, mark);
        slm_arena_alloc(&a, i % 2 ? 200000 : 10);
        slm_arena_alloc(&a, i % 3 ? 100000 : 300000);
        if (i == 11) in_use = m.in_use, calls = l.calls;
    }
    CHECK_INT(m.in_use, in_use);
    CHECK_INT(l.calls, calls);

    TEST("what grows from round to round leaves nothing behind");
    slm_arena growing;
    slm_arena_init(&growing, &m);
    slm_arena_alloc(&growing, 100);
    slm_arena_mark start = slm_arena_here(&growing);
    in_use = m.in_use;
    for (size_t n = 1; n <= 300; n++) {
        slm_arena_rewind(&growing, start);
        for (int i = 0; i < 3; i++) CHECK(slm_arena_alloc(&growing, 1000 * n));
    }
    CHECK(m.in_use - in_use < (size_t)8 * 300 * 1000);
    slm_arena_free(&growing);

    TEST("an arena that is refused memory stays as it was");
    m.limit = m.in_use;
    slm_arena_rewind(&a, mark);
    void *next = slm_arena_alloc(&a, 16);
    slm_arena_rewind(&a, mark);
    CHECK(!slm_arena_alloc(&a, (size_t)1 << 22));
    CHECK(slm_arena_alloc(&a, 16) == next);
    CHECK(!slm_arena_alloc(&a, SIZE_MAX) && !slm_arena_alloc(&a, SIZE_MAX - 100));
    CHECK(!slm_arena_array(&a, SIZE_MAX / 2, 3));
    CHECK_INT(m.refused, SIZE_MAX);
    slm_arena_free(&a);
    CHECK_INT(l.blocks, 0);
    CHECK_INT(m.in_use, 0);
}

int main(void) {
    counting();
    growing();
    arenas();
    return check_report("test_memory");
}
