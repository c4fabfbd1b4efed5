/* Every operation and composite against central differences, in double. */
#include "check.h"

#include "autograd/composite.h"
#include "op_cases.h"
#include "ops/op.h"
#include "programs.h"

#include <stdlib.h>

enum { MOST_OPS = 128, LEAST_PER_OP = 30, LEAST_CASES = 1000 };

typedef struct {
    const char *name;
    size_t cases, elements; /* a case without elements to check is not counted */
} tally;

static struct {
    tally op[MOST_OPS];
    size_t ops, cases, elements;
    double worst;
    char worst_case[OP_CASE_TEXT];
} run;

static void add_op(const char *name) { run.op[run.ops++] = (tally){.name = name}; }

static void count_case(const char *op, const char *text, const slm_gradcheck_report *r) {
    for (size_t i = 0; i < run.ops; i++)
        if (!strcmp(run.op[i].name, op)) {
            run.op[i].cases += r->checked > 0;
            run.op[i].elements += r->checked;
        }
    run.cases += r->checked > 0;
    run.elements += r->checked;
    if (r->error <= run.worst) return;
    run.worst = r->error;
    snprintf(run.worst_case, sizeof run.worst_case, "%s", text);
}

/* All elements of all leaves below `out` that require a gradient. */
static size_t elements_of(slm_ctx *slm) {
    size_t n = 0;
    for (size_t i = 0; i < slm_tape_count(slm); i++) {
        const slm_tensor *t = slm_tape_at(slm, i);
        if (!slm_op_name(t) && slm_requires_grad(t)) n += slm_count(t);
    }
    for (size_t i = 0; i < slm_parameter_count(slm); i++) n += slm_count(slm_parameter_at(slm, i));
    return n;
}

static void check_one(slm_ctx *slm, slm_tensor *out, const char *op, const char *text) {
    TEST(text);
    slm_gradcheck_report r;
    if (CHECK(out) && CHECK_INT(slm_gradcheck(slm, out, NULL, SLM_EVERY_ELEMENT, NULL, &r), 0)) {
        if (!CHECK(r.passed))
            printf("  element %zu: analytic %.10g, numeric %.10g, error %.3g\n", r.element,
                   r.analytic, r.numeric, r.error);
        CHECK_INT(r.checked, elements_of(slm));
        count_case(op, text, &r);
    } else {
        printf("  %s\n", slm_error_text(slm));
    }
    slm_destroy(slm);
}

static void check_case(const op_case *c, void *user) {
    (void)user;
    slm_ctx *slm = slm_create(NULL);
    check_one(slm, op_case_record(slm, c), c->op, op_case_text(c));
}

int main(void) {
    for (size_t i = 0; slm_op_at(i); i++) add_op(slm_op_at(i)->name);
    for (size_t i = 0; slm_composite_at(i); i++) add_op(slm_composite_at(i)->op.name);
    op_cases_each(check_case, NULL);
    for (size_t i = 0; i < program_count; i++) {
        slm_ctx *slm = slm_create(NULL);
        check_one(slm, programs[i].record(slm), "", programs[i].name);
    }

    TEST("every operation has its cases");
    for (size_t i = 0; i < run.ops; i++) {
        const tally *op = &run.op[i];
        printf("  %s: %zu cases, %zu elements\n", op->name, op->cases, op->elements);
        CHECK(op->cases >= LEAST_PER_OP);
    }
    CHECK(run.cases >= LEAST_CASES);
    CHECK(!(run.worst > 1e-6));
    printf("%zu cases of %zu operations, %zu elements; worst error %.2e: %s\n", run.cases, run.ops,
           run.elements, run.worst, run.worst_case);
    return check_report("test_gradcheck");
}
