/* Learning the merges. Of each pair of neighbours it is known where it stands, in the order of the
 * text, and the pairs lie in a heap by how often they occur: so a round costs what it changes, not
 * a look at the whole text. */
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocabulary.h"

enum { LEAST_SIZE = 1024 };

static const uint32_t NONE = UINT32_MAX; /* no place */

/* A symbol of the text, at the place of its first byte. */
typedef struct {
    int32_t token;
    uint32_t left, right;    /* its neighbours within the piece */
    uint32_t earlier, later; /* where the pair of it and its right neighbour stands, too */
} place;

typedef struct {
    slm_pair pair;
    uint32_t count; /* how often it occurs now */
    uint32_t first, last;
    bool taken;
} entry;

typedef struct {
    slm_pair pair;
    uint32_t count; /* when it was put there: now it may be less, never more */
} candidate;

typedef struct {
    slm_memory *memory;
    place *places; /* (room) */
    size_t room;
    entry *entries; /* (size): open addressing */
    size_t size;    /* a power of two, more than twice `taken` */
    size_t taken;
    candidate *heap; /* (heap_room): the commonest first, then `fresh` ones in no order */
    size_t heap_room, candidates, fresh;
    bool failed; /* memory was refused; the counts are worth nothing from then on */
} learner;

static bool same(slm_pair a, slm_pair b) { return a.left == b.left && a.right == b.right; }

/* --- The table --- */

/* The pair's own entry, or the free one where it belongs. */
static entry *entry_of(entry *entries, size_t size, slm_pair p) {
    size_t at = slm_pair_hash(p) & (size - 1);
    while (entries[at].taken && !same(entries[at].pair, p)) at = (at + 1) & (size - 1);
    return &entries[at];
}

/* Room for another pair, without those that no longer occur: where they are many, in a table as
 * large as before. */
static void grow(learner *l) {
    size_t alive = 0;
    for (size_t i = 0; i < l->size; i++) alive += l->entries[i].count > 0;
    const size_t size = !l->size ? LEAST_SIZE : 4 * alive < l->size ? l->size : 2 * l->size;
    entry *more = NULL;
    size_t bytes;
    if (slm_size_mul(size, sizeof *more, &bytes)) more = slm_memory_alloc(l->memory, bytes);
    if (!more) {
        l->failed = true;
        return;
    }
    for (size_t i = 0; i < size; i++) more[i] = (entry){0};
    for (size_t i = 0; i < l->size; i++)
        if (l->entries[i].count) *entry_of(more, size, l->entries[i].pair) = l->entries[i];
    slm_memory_free(l->memory, l->entries, l->size * sizeof *more);
    l->entries = more;
    l->size = size;
    l->taken = alive;
}

/* --- The heap --- */

static bool before(candidate a, candidate b) {
    if (a.count != b.count) return a.count > b.count;
    if (a.pair.left != b.pair.left) return a.pair.left < b.pair.left;
    return a.pair.right < b.pair.right;
}

static void swap(candidate *a, candidate *b) {
    const candidate other = *a;
    *a = *b;
    *b = other;
}

static void sift_down(learner *l) {
    candidate *h = l->heap;
    for (size_t at = 0, child; (child = 2 * at + 1) < l->candidates; at = child) {
        if (child + 1 < l->candidates && before(h[child + 1], h[child])) child++;
        if (before(h[at], h[child])) return;
        swap(&h[at], &h[child]);
    }
}

static void sift_up(candidate *h, size_t at) {
    for (; at && before(h[at], h[(at - 1) / 2]); at = (at - 1) / 2) swap(&h[at], &h[(at - 1) / 2]);
}

static void add_fresh(learner *l, slm_pair p) {
    void *block = l->heap;
    const size_t n = l->candidates + l->fresh;
    l->failed =
        !slm_memory_grow(l->memory, &block, &l->heap_room, n + 1, sizeof *l->heap) || l->failed;
    if (l->failed) return;
    l->heap = block;
    l->heap[n] = (candidate){p, 0};
    l->fresh++;
}

/* Puts what is fresh where it belongs. A pair occurs more often only in the round that made the
 * later of its tokens, so this is its count from then on, or more. */
static void settle(learner *l) {
    const size_t end = l->candidates + l->fresh;
    for (size_t i = l->candidates; i < end; i++) {
        const slm_pair p = l->heap[i].pair;
        const uint32_t count = entry_of(l->entries, l->size, p)->count;
        if (count < 2) continue;
        l->heap[l->candidates] = (candidate){p, count};
        sift_up(l->heap, l->candidates++);
    }
    l->fresh = 0;
}

/* The pair to merge next. False: none occurs twice. */
static bool best_of(learner *l, slm_pair *best) {
    while (l->candidates) {
        candidate *top = l->heap;
        const uint32_t count = entry_of(l->entries, l->size, top->pair)->count;
        if (count >= 2 && count == top->count) {
            *best = top->pair;
            return true;
        }
        if (count >= 2)
            top->count = count;
        else
            *top = l->heap[--l->candidates];
        sift_down(l);
    }
    return false;
}

/* --- Where pairs stand --- */

static slm_pair pair_at(const learner *l, uint32_t i) {
    return (slm_pair){l->places[i].token, l->places[l->places[i].right].token};
}

/* Behind all other places of its pair. */
static void add(learner *l, uint32_t i) {
    if (2 * (l->taken + 1) >= l->size) grow(l);
    if (l->failed) return;
    const slm_pair p = pair_at(l, i);
    entry *e = entry_of(l->entries, l->size, p);
    if (!e->count) {
        l->taken += !e->taken;
        *e = (entry){p, 0, i, NONE, true};
        add_fresh(l, p);
    } else {
        l->places[e->last].later = i;
    }
    l->places[i].earlier = e->last;
    l->places[i].later = NONE;
    e->last = i;
    e->count++;
}

static void take_away(learner *l, uint32_t i) {
    entry *e = entry_of(l->entries, l->size, pair_at(l, i));
    const place at = l->places[i];
    if (at.earlier == NONE)
        e->first = at.later;
    else
        l->places[at.earlier].later = at.later;
    if (at.later == NONE)
        e->last = at.earlier;
    else
        l->places[at.later].earlier = at.earlier;
    e->count--;
}

/* --- The text --- */

static void cut(learner *l, const char *text, size_t length) {
    for (size_t start = 0; start < length;) {
        const size_t end = start + slm_piece(text + start, length - start);
        for (size_t i = start; i < end; i++)
            l->places[i] = (place){.token = (unsigned char)text[i],
                                   .left = i > start ? (uint32_t)i - 1 : NONE,
                                   .right = i + 1 < end ? (uint32_t)i + 1 : NONE};
        for (size_t i = start; i + 1 < end; i++) add(l, (uint32_t)i);
        start = end;
    }
}

/* Makes one symbol of the pair that stands there. */
static void merge_at(learner *l, uint32_t i, int32_t token) {
    place *here = &l->places[i];
    const uint32_t second = here->right, right = l->places[second].right;
    take_away(l, i);
    if (here->left != NONE) take_away(l, here->left);
    if (right != NONE) take_away(l, second);
    here->token = token;
    here->right = right;
    if (here->left != NONE) add(l, here->left);
    if (right == NONE) return;
    l->places[right].left = i;
    add(l, i);
}

/* Wherever the pair stands, from the left on: in a run it overlaps itself, and what is merged takes
 * the overlapping ones away. */
static void merge(learner *l, slm_pair p, int32_t token) {
    while (!l->failed) {
        const entry *e = entry_of(l->entries, l->size, p);
        if (!e->count) return;
        merge_at(l, e->first, token);
    }
}

static size_t learn(learner *l, slm_pair *merges, size_t most) {
    size_t n = 0;
    while (n < most && !l->failed) {
        settle(l);
        if (!best_of(l, &merges[n])) break;
        merge(l, merges[n], (int32_t)(SLM_TOKEN_BYTES + n));
        n++;
    }
    return n;
}

static slm_tokenizer *train(slm_ctx *slm, learner *l, const char *text, size_t length,
                            slm_pair *merges, size_t most) {
    grow(l);
    if (!l->failed) cut(l, text, length);
    const size_t n = learn(l, merges, most);
    if (!l->failed) return slm_vocabulary_make(slm, NULL, SLM_TOKEN_BYTES, merges, n);
    slm_out_of_memory(slm, "tokenizer");
    return NULL;
}

static slm_status check(slm_ctx *slm, const char *text, size_t length, size_t vocabulary) {
    if (!text && length) return slm_fail_null(&slm->error, "tokenizer", "the text");
    if (length > UINT32_MAX / 2) /* a place is 32 bits wide */
        return SLM_FAIL(&slm->error, SLM_E_SIZE, SLM_TEXT("op", "tokenizer"),
                        SLM_TEXT("what", "the text"));
    if (vocabulary < SLM_TOKEN_BYTES || vocabulary > SLM_VOCABULARY)
        return slm_fail_value(&slm->error, "tokenizer", "vocabulary", (double)vocabulary,
                              "256 to 65536");
    return SLM_OK;
}

slm_tokenizer *slm_tokenizer_train(slm_ctx *slm, const char *text, size_t length,
                                   size_t vocabulary) {
    if (!slm || check(slm, text, length, vocabulary)) return NULL;
    learner l = {.memory = &slm->memory};
    size_t merges_room = 0;
    void *places = NULL, *merges = NULL;
    slm_tokenizer *made = NULL;
    const size_t most = vocabulary - SLM_TOKEN_BYTES;
    if (!slm_memory_grow(l.memory, &places, &l.room, length + 1, sizeof *l.places) ||
        !slm_memory_grow(l.memory, &merges, &merges_room, most + 1, sizeof(slm_pair))) {
        slm_out_of_memory(slm, "tokenizer");
    } else {
        l.places = places;
        made = train(slm, &l, text, length, merges, most);
    }
    slm_memory_free(l.memory, places, l.room * sizeof *l.places);
    slm_memory_free(l.memory, merges, merges_room * sizeof(slm_pair));
    slm_memory_free(l.memory, l.entries, l.size * sizeof *l.entries);
    slm_memory_free(l.memory, l.heap, l.heap_room * sizeof *l.heap);
    return made;
}
