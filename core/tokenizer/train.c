/* Learning the joins. The text is a row of symbols, the first of each piece marked. How often each
 * pair of neighbours occurs stands in a table that follows every join, so that a round costs one
 * look at the text and one at the table. */
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocabulary.h"

typedef struct {
    slm_pair pair;
    uint32_t count; /* how often it occurs now */
    bool taken;
} entry;

typedef struct {
    slm_memory *memory;
    int32_t *symbol; /* (room); FIRST is added to the first of a piece */
    size_t length, room;
    entry *entries; /* (size): open addressing */
    size_t size;    /* a power of two, more than twice `taken` */
    size_t taken;
    bool failed; /* memory was refused; the counts are worth nothing from then on */
} learner;

enum { FIRST = 1 << 24, TOKEN = FIRST - 1, LEAST_SIZE = 1024 };

static bool same(slm_pair a, slm_pair b) { return a.left == b.left && a.right == b.right; }

/* Does the symbol at i have a right neighbour in its piece? */
static bool has_next(const learner *l, size_t i) {
    return i + 1 < l->length && l->symbol[i + 1] < FIRST;
}

static slm_pair pair_at(const learner *l, size_t i) {
    return (slm_pair){l->symbol[i] & TOKEN, l->symbol[i + 1]};
}

/* --- The table --- */

/* The pair's own entry, or the free one where it belongs. */
static entry *entry_of(entry *entries, size_t size, slm_pair p) {
    size_t at = slm_pair_hash(p) & (size - 1);
    while (entries[at].taken && !same(entries[at].pair, p)) at = (at + 1) & (size - 1);
    return &entries[at];
}

/* Twice as many entries, without those that no longer occur. */
static void grow(learner *l) {
    const size_t size = l->size ? 2 * l->size : LEAST_SIZE;
    entry *more = slm_memory_alloc(l->memory, size * sizeof *more);
    if (!more) {
        l->failed = true;
        return;
    }
    for (size_t i = 0; i < size; i++) more[i] = (entry){{0, 0}, 0, false};
    l->taken = 0;
    for (size_t i = 0; i < l->size; i++) {
        if (!l->entries[i].count) continue;
        *entry_of(more, size, l->entries[i].pair) = l->entries[i];
        l->taken++;
    }
    slm_memory_free(l->memory, l->entries, l->size * sizeof *more);
    l->entries = more;
    l->size = size;
}

static void more_of(learner *l, slm_pair p) {
    if (2 * (l->taken + 1) >= l->size) grow(l);
    if (l->failed) return;
    entry *e = entry_of(l->entries, l->size, p);
    l->taken += !e->taken;
    *e = (entry){p, e->count + 1, true};
}

static void less_of(learner *l, slm_pair p) {
    if (!l->failed) entry_of(l->entries, l->size, p)->count--;
}

static bool before(const entry *a, const entry *b) {
    if (a->count != b->count) return a->count > b->count;
    if (a->pair.left != b->pair.left) return a->pair.left < b->pair.left;
    return a->pair.right < b->pair.right;
}

/* The pair to join next; NULL when none occurs twice. */
static const entry *best_of(const learner *l) {
    const entry *best = NULL;
    for (size_t i = 0; i < l->size; i++) {
        const entry *e = &l->entries[i];
        if (e->count >= 2 && (!best || before(e, best))) best = e;
    }
    return best;
}

/* --- The text --- */

static void cut(learner *l, const char *text) {
    for (size_t at = 0; at < l->length;) {
        const size_t end = at + slm_piece(text + at, l->length - at);
        l->symbol[at] = FIRST | (unsigned char)text[at];
        while (++at < end) l->symbol[at] = (unsigned char)text[at];
    }
    for (size_t i = 0; i < l->length; i++)
        if (has_next(l, i)) more_of(l, pair_at(l, i));
}

/* Counts anew what stands around the pair at i, whose left neighbour is the last of the `done`
 * symbols that have been written. */
static void recount(learner *l, size_t i, size_t done, int32_t token) {
    const slm_pair p = pair_at(l, i);
    less_of(l, p);
    if (l->symbol[i] < FIRST) {
        const int32_t left = l->symbol[done - 1] & TOKEN;
        less_of(l, (slm_pair){left, p.left});
        more_of(l, (slm_pair){left, token});
    }
    if (has_next(l, i + 1)) {
        const int32_t right = l->symbol[i + 2];
        less_of(l, (slm_pair){p.right, right});
        more_of(l, (slm_pair){token, right});
    }
}

/* Puts `token` wherever the pair stands, from the left on. */
static void join(learner *l, slm_pair p, int32_t token) {
    size_t done = 0;
    for (size_t i = 0; i < l->length; i++) {
        int32_t symbol = l->symbol[i];
        if (has_next(l, i) && same(pair_at(l, i), p)) {
            recount(l, i, done, token);
            symbol = (symbol & FIRST) | token;
            i++;
        }
        l->symbol[done++] = symbol;
    }
    l->length = done;
}

static size_t learn(learner *l, slm_pair *joins, size_t most) {
    size_t n = 0;
    for (const entry *e; n < most && !l->failed && (e = best_of(l)); n++) {
        joins[n] = e->pair;
        join(l, joins[n], (int32_t)(SLM_TOKEN_BYTES + n));
    }
    return n;
}

static slm_tokenizer *train(slm_ctx *slm, learner *l, const char *text, slm_pair *joins,
                            size_t most) {
    cut(l, text);
    const size_t n = learn(l, joins, most);
    if (!l->failed) return slm_vocabulary_make(slm, joins, n);
    slm_out_of_memory(slm, "tokenizer");
    return NULL;
}

static slm_status check(slm_ctx *slm, const char *text, size_t length, size_t vocabulary) {
    if (!text && length) return slm_fail_null(&slm->error, "tokenizer", "the text");
    if (length > UINT32_MAX / 2) /* a count is 32 bits wide */
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
    learner l = {.memory = &slm->memory, .length = length};
    size_t joins_room = 0;
    void *symbols = NULL, *joins = NULL;
    slm_tokenizer *made = NULL;
    const size_t most = vocabulary - SLM_TOKEN_BYTES;
    if (!slm_memory_grow(l.memory, &symbols, &l.room, length + 1, sizeof *l.symbol) ||
        !slm_memory_grow(l.memory, &joins, &joins_room, most + 1, sizeof(slm_pair))) {
        slm_out_of_memory(slm, "tokenizer");
    } else {
        l.symbol = symbols;
        made = train(slm, &l, text, joins, most);
    }
    slm_memory_free(l.memory, symbols, l.room * sizeof *l.symbol);
    slm_memory_free(l.memory, joins, joins_room * sizeof(slm_pair));
    slm_memory_free(l.memory, l.entries, l.size * sizeof *l.entries);
    return made;
}
