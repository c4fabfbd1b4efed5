/* Random programs against the API: bytes choose the calls and their arguments, right or wrong. No
 * call may crash, read what it should not, loop for long, lose memory or fail without a sentence;
 * and whatever has just been run forward can be run backward. */
#include "seal.h"
#include "slm.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- What must hold --- */

static void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

typedef struct {
    size_t bytes;
} ledger;

static void *take_memory(void *user, size_t bytes) {
    void *block = malloc(bytes);
    if (block) ((ledger *)user)->bytes += bytes;
    return block;
}

static void give_memory(void *user, void *block, size_t bytes) {
    ((ledger *)user)->bytes -= bytes;
    free(block);
}

/* --- The bytes --- */

typedef struct {
    const uint8_t *at;
    size_t left;
} input;

static unsigned byte(input *in) {
    if (!in->left) return 0;
    in->left--;
    return *in->at++;
}

static unsigned below(input *in, unsigned bound) { return byte(in) % bound; }

/* Mostly small numbers, now and then an odd one. */
static double number(input *in) {
    static const double odd[] = {0, -1, 1, 0.5, 1e-30, 1e30, -1e300, 0x1p62, 0x1p63, -0x1p63};
    static const float special[] = {INFINITY, -INFINITY, NAN};
    unsigned b = byte(in);
    if (b < 3) return (double)special[b];
    if (b < 32) return odd[b % (sizeof odd / sizeof *odd)];
    return ((double)b - 144) / 16;
}

/* --- The operations, as the engine lists them --- */

enum { MOST_OPS = 64, MOST_KEYS = 4, NAME = 24 };

static struct {
    char name[NAME], key[MOST_KEYS][NAME];
    int inputs, keys;
} op[MOST_OPS];
static unsigned ops;

/* The string that starts at s into `to`. */
static void copy_string(char to[NAME], const char *s) {
    size_t n = strcspn(s, "\"");
    must(n < NAME, "a name is short");
    memcpy(to, s, n);
    to[n] = '\0';
}

static size_t count_of(const char *from, const char *to, const char *what) {
    size_t n = 0;
    for (const char *s = from; (s = strstr(s, what)) && s < to; s++) n++;
    return n;
}

static void list_operations(slm_ctx *slm) {
    static const char start[] = "\"composite\":";
    const char *text = slm_describe_ops(slm), *s = strstr(text, start);
    for (; s && ops < MOST_OPS; ops++) {
        const char *next = strstr(s + 1, start), *end = next ? next : text + strlen(text);
        const char *name = s - 2;
        while (name[-1] != '"') name--;
        copy_string(op[ops].name, name);
        op[ops].inputs = (int)count_of(s, end, "\"index\":");
        const char *key = s;
        while ((key = strstr(key, "\"key\":\"")) && key < end && op[ops].keys < MOST_KEYS)
            copy_string(op[ops].key[op[ops].keys++], key += 7);
        s = next;
    }
    must(ops > 30, "the operations are listed");
}

/* --- The calls --- */

enum { MOST_ELEMENTS = 1 << 16, MOST_NODES = 150, MEMORY = 1 << 21 };

typedef struct {
    slm_ctx *slm;
    input in;
    slm_mark mark[4];
} session;

static slm_real reals[MOST_ELEMENTS];
static int32_t indices[MOST_ELEMENTS];

static slm_tensor *pick(session *s) {
    size_t nodes = slm_tape_count(s->slm), i = byte(&s->in);
    size_t all = nodes + slm_parameter_count(s->slm);
    if (!all || i == 255) return NULL;
    i = all - 1 - i % all; /* small bytes are the newest */
    return i < nodes ? slm_tape_at(s->slm, i) : slm_parameter_at(s->slm, i - nodes);
}

/* Extents of 0 to 4; one shape in sixteen is absurd. */
static int shape(session *s, size_t dims[SLM_MAX_RANK]) {
    static const size_t absurd[] = {SIZE_MAX, SIZE_MAX / 2, (size_t)1 << (sizeof(size_t) * 4), 70};
    unsigned b = byte(&s->in);
    int rank = (int)(b % 5);
    for (int i = 0; i < rank; i++) dims[i] = (below(&s->in, 6) + 1) % 6;
    if (b >= 240) {
        rank = (int)(b - 240) % (SLM_MAX_RANK + 1);
        for (int i = 0; i < rank; i++) dims[i] = b % 2 ? 1 : 0;
        if (rank) dims[b % (unsigned)rank] = absurd[byte(&s->in) % 4];
    }
    return rank;
}

static size_t product(int rank, const size_t *dims) {
    size_t n = 1;
    for (int i = 0; i < rank; i++) {
        if (dims[i] > MOST_ELEMENTS) return SIZE_MAX;
        n *= dims[i];
        if (n > MOST_ELEMENTS) return SIZE_MAX;
    }
    return n;
}

static void fill(session *s, size_t count) {
    for (size_t j = 0; j < count && j < 64; j++) {
        reals[j] = (slm_real)number(&s->in);
        indices[j] = (int32_t)below(&s->in, 8) - 1;
    }
}

static void make(session *s) {
    size_t dims[SLM_MAX_RANK] = {0};
    unsigned kind = byte(&s->in);
    int rank = shape(s, dims);
    size_t count = product(rank, dims);
    bool given = count <= MOST_ELEMENTS && kind & 8;
    if (given) fill(s, count);
    char name[2] = {(char)('a' + kind % 3), 0};
    if (slm_tape_count(s->slm) > MOST_NODES || slm_parameter_count(s->slm) > MOST_NODES) return;
    switch (kind % 4) {
    case 0:
        slm_index_new(s->slm, rank, dims, given ? indices : NULL);
        break;
    case 1:
        slm_parameter(s->slm, name, rank, dims);
        break;
    default:
        slm_tensor_new(s->slm, rank, dims, given ? reals : NULL, kind & 16);
        break;
    }
}

static void apply(session *s) {
    unsigned k = below(&s->in, ops), given = byte(&s->in);
    int inputs = op[k].inputs, attrs = 0;
    slm_tensor *in[SLM_MAX_INPUTS];
    int64_t items[MOST_KEYS][SLM_MAX_RANK];
    slm_attr_value attr[MOST_KEYS];
    if (slm_tape_count(s->slm) > MOST_NODES) return;
    if (given >= 250) inputs = (int)(given - 250);
    for (int i = 0; i < inputs; i++) in[i] = pick(s);
    for (int i = 0; i < op[k].keys; i++) {
        if (!(given >> i & 1)) continue;
        slm_attr_value *a = &attr[attrs];
        *a = (slm_attr_value){.key = op[k].key[i]};
        unsigned list = byte(&s->in);
        if (list & 1) a->count = (int)(list >> 1) % 5, a->items = items[attrs];
        for (int j = 0; j < a->count; j++) items[attrs][j] = (int64_t)below(&s->in, 9) - 3;
        if (!a->count) a->number = number(&s->in);
        attrs++;
    }
    slm_apply(s->slm, op[k].name, in, inputs, attr, attrs);
}

static const slm_real *upstream(slm_tensor *root) {
    size_t n = slm_count(root);
    for (size_t j = 0; j < n && j < MOST_ELEMENTS; j++) reals[j] = 1;
    return n <= MOST_ELEMENTS ? reals : NULL;
}

static void pass(session *s) {
    slm_tensor *root = pick(s);
    const slm_real *ones = upstream(root);
    bool fresh = slm_forward(s->slm, root) == SLM_OK;
    slm_status backward = slm_backward(s->slm, root, ones);
    if (fresh && ones && slm_requires_grad(root))
        must(backward == SLM_OK, "what has run forward runs backward");
}

static void stepped(session *s) {
    static slm_backward_step step;
    slm_tensor *node;
    unsigned what = byte(&s->in);
    switch (what % 6) {
    case 0:
        slm_forward_begin(s->slm, pick(s));
        break;
    case 1: {
        slm_tensor *root = pick(s);
        slm_backward_begin(s->slm, root, upstream(root));
        break;
    }
    case 2:
        slm_step_end(s->slm);
        break;
    default:
        for (unsigned i = 0; i <= what / 6; i++) {
            if (what & 1) {
                slm_forward_next(s->slm, &node);
            } else if (!slm_backward_next(s->slm, &step) && step.node) {
                for (int k = 0; k < step.count; k++) {
                    const slm_tensor *t = step.input[k].tensor;
                    if (step.input[k].before && slm_count(t))
                        reals[0] = step.input[k].before[slm_count(t) - 1] +
                                   step.input[k].contribution[0] + step.input[k].after[0];
                }
            }
        }
        break;
    }
}

static void write_leaf(session *s) {
    slm_tensor *t = pick(s);
    size_t count = slm_count(t);
    if (count > MOST_ELEMENTS) return;
    fill(s, count);
    unsigned what = byte(&s->in);
    if (what >= 250) count++;
    switch (what % 5) {
    case 0:
        slm_index_set(s->slm, t, indices, count);
        break;
    case 1:
        slm_set_grad(s->slm, t, reals, count);
        break;
    case 2: {
        slm_real *values = slm_data_mut(s->slm, t);
        if (values && slm_count(t)) values[slm_count(t) - 1] = reals[0];
        break;
    }
    default:
        slm_set(s->slm, t, reals, count);
        break;
    }
}

static void marks(session *s) {
    unsigned what = byte(&s->in), slot = what / 2 % 4;
    if (what & 1)
        s->mark[slot] = slm_tape_mark(s->slm);
    else
        slm_tape_rewind(s->slm, s->mark[slot]);
}

/* Saves, changes some bytes, loads an exact copy; or loads what the input holds. The checksum is
 * right in half of these. */
static void bytes(session *s) {
    slm_bytes saved = {0};
    unsigned flips = byte(&s->in);
    if (slm_tape_count(s->slm) > MOST_NODES || slm_parameter_count(s->slm) > MOST_NODES) return;
    if (flips >= 250) {
        unsigned char *file = malloc(s->in.left + 13);
        must(file != NULL, "there is memory for a file");
        memcpy(file, "SLMT\2", 5);
        memcpy(file + 5, s->in.at, s->in.left);
        seal(file, s->in.left + 13);
        slm_tape_load(s->slm, file, s->in.left + 13);
        free(file);
        return;
    }
    slm_tensor *root = pick(s);
    if (slm_tape_save(s->slm, root, &saved)) return;
    unsigned char *copy = malloc(saved.length);
    must(copy != NULL, "there is memory for a copy");
    memcpy(copy, saved.data, saved.length);
    for (unsigned i = 0; i < flips % 4; i++) {
        size_t at = (byte(&s->in) | (size_t)byte(&s->in) << 8) % saved.length;
        copy[at] ^= (unsigned char)byte(&s->in);
    }
    if (flips % 8 >= 4) seal(copy, saved.length);
    slm_tensor *loaded = slm_tape_load(s->slm, copy, saved.length - (flips == 249));
    if (loaded && slm_forward(s->slm, loaded)) slm_error_clear(s->slm);
    if (flips % 4 == 0 && flips != 249 && loaded)
        must(slm_count(loaded) == slm_count(root), "what was saved comes back");
    free(copy);
    slm_bytes_free(s->slm, &saved);
}

static void check_gradient(session *s) {
    slm_tensor *root = pick(s), *leaf = pick(s);
    slm_gradcheck_options options = {.h = number(&s->in), .tolerance = number(&s->in)};
    slm_gradcheck_report report;
    unsigned what = byte(&s->in);
    if (slm_count(root) > 200 || slm_tape_count(s->slm) > 40) return;
    for (size_t i = 0; i < slm_tape_count(s->slm); i++)
        if (slm_count(slm_tape_at(s->slm, i)) > 200) return;
    for (size_t i = 0; i < slm_parameter_count(s->slm); i++)
        if (slm_count(slm_parameter_at(s->slm, i)) > 200) return;
    slm_gradcheck(s->slm, root, what & 1 ? leaf : NULL, (int)(what >> 2) % 8 - 2,
                  what & 2 ? &options : NULL, &report);
}

static void look(session *s) {
    slm_tensor *t = pick(s);
    switch (below(&s->in, 6)) {
    case 0:
        slm_describe_graph(s->slm, t);
        break;
    case 1:
        slm_describe_error(s->slm);
        break;
    case 2:
        slm_item(s->slm, t);
        break;
    case 3:
        slm_grad(s->slm, t);
        break;
    case 4:
        slm_zero_grad(s->slm);
        break;
    default:
        slm_causal_mask(s->slm, below(&s->in, 5));
        break;
    }
}

static void settings(session *s) {
    static const char *const names[] = {"a", "b", "", "a/b", "long long name \xed\x95\x9c"};
    unsigned what = byte(&s->in);
    switch (what % 8) {
    case 0:
        slm_scope_push(s->slm, names[what / 8 % 5]);
        break;
    case 1:
        slm_scope_pop(s->slm);
        break;
    case 2:
        slm_name(s->slm, pick(s), names[what / 8 % 5]);
        break;
    case 3:
        slm_no_grad(s->slm, what & 8);
        break;
    case 4:
        slm_freeze_random(s->slm, what & 8);
        break;
    case 5:
        slm_seed(s->slm, what);
        break;
    case 6:
        slm_memory_fail(s->slm, what / 8 % 5, what & 128);
        break;
    default:
        slm_memory_limit(s->slm, what & 8 ? MEMORY : slm_memory_in_use(s->slm) + what);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const call[])(session *) = {
        make,       make,  apply, apply,    apply, pass, marks,          stepped,
        write_leaf, bytes, look,  settings, apply, pass, check_gradient, make};
    ledger l = {0};
    const slm_allocator allocator = {take_memory, give_memory, &l};
    session s = {.slm = slm_create(&allocator), .in = {data, size}};
    must(s.slm != NULL, "there is memory for a context");
    if (!ops) list_operations(s.slm);
    slm_memory_limit(s.slm, MEMORY);
    for (int calls = 0; s.in.left && calls < 400; calls++) {
        call[below(&s.in, sizeof call / sizeof *call)](&s);
        if (slm_error_status(s.slm)) {
            const char *sentence = slm_error_text(s.slm);
            must(*sentence && !strchr(sentence, '{'), "an error has a whole sentence");
            slm_error_clear(s.slm);
        }
        must(slm_memory_in_use(s.slm) == l.bytes, "memory is counted");
    }
    slm_destroy(s.slm);
    must(l.bytes == 0, "all memory comes back");
    return 0;
}
