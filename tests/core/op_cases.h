/* Cases of every operation as text, for whoever wants to walk all of them: gradcheck, replay, save
 * and load, stepping.
 *
 * A case is the operation's name, its inputs and its attributes:
 *
 *     {"add", "2x3 3", ""}                     a matrix and a row that broadcasts
 *     {"sum", "far:2x3x4", "axes=[0,-1] keepdims=1"}
 *     {"embedding", "5x3 idx5:2x4", ""}        a table, and indices 0 to 4
 *     {"mul", "2x3 =0", ""}                    input 0 twice
 *
 * An input is `domain:shape`; `s` is the shape of a scalar. Values lie on a coarse lattice that
 * keeps every operation away from its kinks by far more than a gradcheck's step:
 *
 *     (none)  0.3 to 1.7 in size, of either sign      far:   distinct, 0.15 apart
 *     pos:    0.4 to 1.7                              prob:  0.1 to 0.9
 *     const:  as (none), without a gradient           mask:  0 and 1, without a gradient
 *     idxN:   indices 0 to N - 1                      ignN:  the same, every third -100 */
#ifndef SLM_TESTS_OP_CASES_H
#define SLM_TESTS_OP_CASES_H

#include "slm.h"

typedef struct {
    const char *op, *inputs, *attrs;
} op_case;

enum { OP_CASE_TEXT = 256 };

/* Calls back for every case; its strings last as long as the call. */
typedef void op_case_visit(const op_case *c, void *user);
void op_cases_each(op_case_visit *visit, void *user);

/* Makes the inputs as leaves on the tape and records the operation; NULL: the error stands. The
 * same case gives the same values in every context. */
slm_tensor *op_case_record(slm_ctx *slm, const op_case *c);

/* The parts of it: the extents of "2x3" or "s", and an operation with attributes in text form. */
void op_case_shape(const char *text, int *rank, size_t *dims, size_t *count);
slm_tensor *op_case_apply(slm_ctx *slm, const char *op, slm_tensor *const *in, int inputs,
                          const char *attrs);

/* "add (2x3 3) axis=1" for messages; lasts until the next call */
const char *op_case_text(const op_case *c);

#endif
