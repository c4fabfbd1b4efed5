/* The checks of every C test: counted, printed only when they fail, as `file:line: what` with the
 * values. A check is an expression: `if (!CHECK(t != NULL)) return;` leaves a case that cannot go
 * on. Plain stdio, so that a test runs native, under sanitizers and as standalone WebAssembly.
 *
 *     TEST("a row broadcasts over a matrix");   names what fails until the next TEST
 *     CHECK_NEAR(y[0], 3.0, 1e-6);
 *     return check_report("test_add");          the last line of main
 */
#ifndef SLM_TESTS_CHECK_H
#define SLM_TESTS_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { CHECK_PRINTED = 40 }; /* failures shown; a broken kernel would print thousands */

static struct {
    size_t checks, failed;
    const char *name; /* of the open case */
} check_state;

/* Counts a check. True when a failure is to be described, whose line it has then begun. */
static inline bool check_fails(bool holds, const char *file, int line) {
    check_state.checks++;
    if (holds) return false;
    check_state.failed++;
    if (check_state.failed == CHECK_PRINTED + 1) printf("further failures are only counted\n");
    if (check_state.failed > CHECK_PRINTED) return false;
    printf("%s:%d: ", file, line);
    if (check_state.name) printf("[%s] ", check_state.name);
    return true;
}

static inline bool check_true(bool holds, const char *what, const char *file, int line) {
    if (check_fails(holds, file, line)) printf("%s\n", what);
    return holds;
}

/* Equal infinities are near. A NaN fails, as tolerance too. */
static inline bool check_near(double a, double b, double tol, const char *what, const char *file,
                              int line) {
    bool holds = a == b ? tol >= 0 : fabs(a - b) <= tol;
    if (check_fails(holds, file, line))
        printf("%s: %.17g against %.17g, apart %.3g, allowed %.3g\n", what, a, b, fabs(a - b), tol);
    return holds;
}

static inline bool check_int(long long a, long long b, const char *what, const char *file,
                             int line) {
    if (check_fails(a == b, file, line)) printf("%s: %lld against %lld\n", what, a, b);
    return a == b;
}

/* NULL equals only NULL. */
static inline bool check_str(const char *a, const char *b, const char *what, const char *file,
                             int line) {
    bool holds = a && b ? strcmp(a, b) == 0 : a == b;
    if (check_fails(holds, file, line))
        printf("%s:\n  \"%s\"\n  \"%s\"\n", what, a ? a : "(NULL)", b ? b : "(NULL)");
    return holds;
}

/* Returns what main returns: a test in which nothing was checked has failed. */
static inline int check_report(const char *test) {
    printf("%s: %zu checks, %zu failed\n", test, check_state.checks, check_state.failed);
    return check_state.failed > 0 || check_state.checks == 0;
}

#define TEST(title)     ((void)(check_state.name = (title)))
#define CHECK(cond)     check_true((cond), #cond, __FILE__, __LINE__)
#define CHECK_INT(a, b) check_int((long long)(a), (long long)(b), #a " == " #b, __FILE__, __LINE__)
#define CHECK_STR(a, b) check_str((a), (b), #a " is " #b, __FILE__, __LINE__)
#define CHECK_NEAR(a, b, tol)                                                                      \
    check_near((double)(a), (double)(b), (double)(tol), #a " near " #b, __FILE__, __LINE__)

#endif
