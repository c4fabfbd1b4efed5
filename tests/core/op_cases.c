#include "op_cases.h"

#include "base/rng.h"
#include "op_cases_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* --- Making a case --- */

enum { MOST_INPUTS = 8, MOST_ELEMENTS = 256 };

/* "2x3 " to a shape; "s" to a scalar. Returns what follows. */
static const char *read_shape(const char *s, int *rank, size_t *dims, size_t *count) {
    *rank = 0;
    *count = 1;
    if (*s == 's') return s + 1;
    for (;;) {
        char *end;
        dims[*rank] = strtoul(s, &end, 10);
        *count *= dims[(*rank)++];
        if (*end != 'x') return end;
        s = end + 1;
    }
}

void op_case_shape(const char *text, int *rank, size_t *dims, size_t *count) {
    read_shape(text, rank, dims, count);
}

static bool starts(const char **s, const char *word) {
    size_t n = strlen(word);
    if (strncmp(*s, word, n)) return false;
    *s += n;
    return true;
}

static slm_tensor *make_indices(slm_ctx *slm, int rank, const size_t *dims, size_t count,
                                size_t classes, bool ignoring, slm_rng *rng) {
    int32_t data[MOST_ELEMENTS];
    for (size_t j = 0; j < count; j++)
        data[j] = ignoring && j % 3 == 1 ? -100 : (int32_t)slm_rng_below(rng, classes);
    return slm_index_new(slm, rank, dims, data);
}

/* Input k has the lattice moved by 0.033 k, so that no two inputs ever tie. */
static slm_tensor *make_input(slm_ctx *slm, const char **text, int k, slm_tensor **made) {
    slm_rng rng = slm_rng_seeded((uint64_t)k + 1);
    const char *s = *text;
    if (starts(&s, "=")) {
        *text = s + 1;
        return made[*s - '0'];
    }
    enum { ANY, POS, FAR, PROB, MASK } domain = ANY;
    bool constant = starts(&s, "const:"), ignoring = false, index = false;
    size_t classes = 0;
    if (starts(&s, "pos:")) domain = POS;
    if (starts(&s, "far:")) domain = FAR;
    if (starts(&s, "prob:")) domain = PROB;
    if (starts(&s, "mask:")) domain = MASK;
    if (starts(&s, "idx")) index = true;
    if (starts(&s, "ign")) index = ignoring = true;
    if (index) {
        char *end;
        classes = strtoul(s, &end, 10);
        s = end + 1;
    }
    int rank;
    size_t dims[SLM_MAX_RANK], count;
    *text = read_shape(s, &rank, dims, &count);
    if (count > MOST_ELEMENTS) return NULL;
    if (index) return make_indices(slm, rank, dims, count, classes, ignoring, &rng);

    slm_real data[MOST_ELEMENTS];
    for (size_t j = 0; j < count; j++) {
        double size = 0.4 + 0.1 * (double)slm_rng_below(&rng, 13) + 0.033 * k;
        double sign = slm_rng_below(&rng, 2) ? 1 : -1;
        switch (domain) {
        case ANY:
            data[j] = (slm_real)(sign * size);
            break;
        case POS:
            data[j] = (slm_real)size;
            break;
        case FAR: /* 37 has no factor in common with any count below it */
            data[j] = (slm_real)(0.15 * (double)(j * 37 % (count | 1)) - 1);
            break;
        case PROB:
            data[j] = (slm_real)(0.1 + 0.05 * (double)slm_rng_below(&rng, 17));
            break;
        case MASK:
            data[j] = (slm_real)slm_rng_below(&rng, 2);
            break;
        }
    }
    return slm_tensor_new(slm, rank, dims, data, !constant && domain != MASK);
}

/* key=1.5, key=end, key=-end or key=[1,2] into the attribute, key into `key`. Returns what follows.
 */
static const char *read_attr(const char *s, char *key, slm_attr_value *attr, int64_t *items) {
    size_t n = strcspn(s, "=");
    memcpy(key, s, n);
    key[n] = '\0';
    *attr = (slm_attr_value){.key = key};
    s += n + 1;
    if (starts(&s, "end") || starts(&s, "-end")) {
        attr->number = s[-4] == '-' ? -0x1p63 : 0x1p63;
        return s;
    }
    char *end;
    if (!starts(&s, "[")) {
        attr->number = strtod(s, &end);
        return end;
    }
    attr->items = items;
    while (*s != ']') {
        items[attr->count++] = strtoll(s, &end, 10);
        s = *end == ',' ? end + 1 : end;
    }
    return s + 1;
}

slm_tensor *op_case_apply(slm_ctx *slm, const char *op, slm_tensor *const *in, int inputs,
                          const char *attrs) {
    slm_attr_value attr[4];
    char key[4][16];
    int64_t items[4][SLM_MAX_RANK];
    int count = 0;
    for (const char *s = attrs; *s; s += *s == ' ', count++)
        s = read_attr(s, key[count], &attr[count], items[count]);
    return slm_apply(slm, op, in, inputs, attr, count);
}

slm_tensor *op_case_record(slm_ctx *slm, const op_case *c) {
    slm_tensor *in[MOST_INPUTS];
    int inputs = 0;
    for (const char *s = c->inputs; *s; s += *s == ' ', inputs++)
        if (!(in[inputs] = make_input(slm, &s, inputs, in))) return NULL;
    return op_case_apply(slm, c->op, in, inputs, c->attrs);
}

const char *op_case_text(const op_case *c) {
    static char text[OP_CASE_TEXT];
    snprintf(text, sizeof text, "%s (%s) %s", c->op, c->inputs, c->attrs);
    return text;
}

/* --- Walking them --- */

static void call(op_case_visit *visit, void *user, const char *op, const char *domain,
                 const char *inputs, const char *also, const char *attrs) {
    char text[OP_CASE_TEXT];
    snprintf(text, sizeof text, "%s%s%s", domain, inputs, also);
    visit(&(op_case){op, text, attrs}, user);
}

/* Bit i of a pattern: is axis i of the operand stretched? */
static void each_pattern(op_case_visit *visit, void *user, const char *op) {
    static const size_t full[] = {2, 3, 2};
    for (unsigned pattern = 0; pattern < 64; pattern++) {
        size_t d[6];
        for (unsigned i = 0; i < 6; i++) d[i] = pattern >> i & 1 ? 1 : full[i % 3];
        char text[OP_CASE_TEXT];
        snprintf(text, sizeof text, "%zux%zux%zu %zux%zux%zu", d[0], d[1], d[2], d[3], d[4], d[5]);
        visit(&(op_case){op, text, ""}, user);
    }
}

static void each_pair(op_case_visit *visit, void *user, const char *const *ops, size_t op_count,
                      const char *const *inputs, size_t count) {
    for (size_t i = 0; i < op_count; i++)
        for (size_t k = 0; k < count; k++) visit(&(op_case){ops[i], inputs[k], ""}, user);
}

static void each_of(op_case_visit *visit, void *user, const char *op, const char *domain,
                    const op_case *table, size_t count) {
    for (size_t i = 0; i < count; i++)
        call(visit, user, op, domain, table[i].inputs, "", table[i].attrs);
}

void op_cases_each(op_case_visit *visit, void *user) {
    for (size_t i = 0; i < COUNT(of_any_shape); i++)
        for (size_t k = 0; k < COUNT(any_shape); k++)
            call(visit, user, of_any_shape[i].op, of_any_shape[i].domain, any_shape[k],
                 of_any_shape[i].also, of_any_shape[i].attrs);
    for (size_t k = 0; k < COUNT(any_shape); k++) {
        char text[OP_CASE_TEXT];
        snprintf(text, sizeof text, "%s prob:%s", any_shape[k], any_shape[k]);
        visit(&(op_case){"bce_with_logits", text, ""}, user);
    }
    for (size_t i = 0; i < COUNT(broadcasting); i++) each_pattern(visit, user, broadcasting[i]);
    each_pair(visit, user, broadcasting, COUNT(broadcasting), beside, COUNT(beside));
    each_pair(visit, user, with_itself, COUNT(with_itself), itself, COUNT(itself));
    each_pair(visit, user, with_nothing, COUNT(with_nothing), nothing, COUNT(nothing));
    each_of(visit, user, "sum", "", reductions, COUNT(reductions));
    each_of(visit, user, "mean", "", reductions, COUNT(reductions));
    each_of(visit, user, "max", "far:", reductions, COUNT(reductions));
    each_of(visit, user, "min", "far:", reductions, COUNT(reductions));
    each_of(visit, user, "sum", "", reductions_of_nothing, COUNT(reductions_of_nothing));
    each_of(visit, user, "mean", "", reductions_of_nothing, COUNT(reductions_of_nothing));
    each_of(visit, user, "softmax", "", softmaxes, COUNT(softmaxes));
    each_of(visit, user, "log_softmax", "", softmaxes, COUNT(softmaxes));
    for (size_t i = 0; i < COUNT(others); i++) visit(&others[i], user);
}
