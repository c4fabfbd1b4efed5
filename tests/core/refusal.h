/* Checks that a call is refused with one code and one sentence and leaves the context as it was. */
#ifndef SLM_TESTS_REFUSAL_H
#define SLM_TESTS_REFUSAL_H

#include "check.h"
#include "slm.h"

enum { REFUSAL_CODES = 128 };

static bool refusal_seen[REFUSAL_CODES]; /* codes provoked so far */

static inline void refusal_check(slm_ctx *slm, size_t nodes, slm_status code, const char *sentence,
                                 const char *file, int line) {
    slm_status got = slm_error_status(slm);
    check_str(slm_status_name(got), slm_status_name(code), "code", file, line);
    check_str(slm_error_text(slm), sentence, "sentence", file, line);
    check_int((long long)slm_tape_count(slm), (long long)nodes, "tape unchanged", file, line);
    refusal_seen[got] = true;
    slm_error_clear(slm);
    check_true(slm_error_status(slm) == SLM_OK && !*slm_error_text(slm), "cleared", file, line);
}

/* A call that gives a tensor, and one that gives a status. */
#define REFUSED(slm, call, code, sentence)                                                         \
    do {                                                                                           \
        size_t nodes_before = slm_tape_count(slm);                                                 \
        check_true((call) == NULL, #call " gives NULL", __FILE__, __LINE__);                       \
        refusal_check((slm), nodes_before, (code), (sentence), __FILE__, __LINE__);                \
    } while (0)
#define REFUSED_STATUS(slm, call, code, sentence)                                                  \
    do {                                                                                           \
        size_t nodes_before = slm_tape_count(slm);                                                 \
        check_int((call), (code), #call, __FILE__, __LINE__);                                      \
        refusal_check((slm), nodes_before, (code), (sentence), __FILE__, __LINE__);                \
    } while (0)

#endif
