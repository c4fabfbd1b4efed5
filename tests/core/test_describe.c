/* The engine's descriptions of itself: well-formed JSON that holds what is there. */
#include "check.h"

#include "autograd/composite.h"
#include "json.h"
#include "ops/op.h"
#include "programs.h"

static void the_reader(void) {
    TEST("the JSON reader of this test");
    CHECK(json_valid("[1,-0.5e-3,\"a\\u00e9\\n\",true,null,{},[]]"));
    CHECK(json_valid(" {\"a\" : {\"b\" : [ ] } } "));
    static const char *const bad[] = {"",        "[1,]", "{\"a\":}",  "[1 2]",  "01", "\"a",
                                      "{\"a\"}", "tru",  "\"\\x\"",   "[1]]",   "1.", "nan",
                                      "{,}",     "[,1]", "\"\\u12\"", "\"\n\"", "-",  "{1:2}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!json_valid(bad[i]))) printf("  %s\n", bad[i]);
    CHECK(json_is(json_item(json_key("{\"x\":1,\"y\":[5,{\"z\":7}]}", "y"), 0), "5"));
    CHECK(!json_key("{\"x\":1}", "y") && !json_item("[1]", 1) && !json_item("[]", 0));
}

static void quoted(char out[512], const char *s) { snprintf(out, 512, "\"%s\"", s); }

/* The object in the array whose `key` is the string `value`. */
static const char *find(const char *array, const char *key, const char *value) {
    char text[512];
    quoted(text, value);
    for (size_t i = 0; json_item(array, i); i++)
        if (json_is(json_key(json_item(array, i), key), text)) return json_item(array, i);
    return NULL;
}

static void operations(void) {
    slm_ctx *slm = slm_create(NULL);
    const char *ops = slm_describe_ops(slm);
    TEST("operations");
    if (!CHECK(json_valid(ops))) return;
    size_t described = 0, listed = 0;
    while (json_item(ops, described)) described++;
    for (size_t i = 0; slm_op_at(i); i++, listed++) {
        const slm_op *op = slm_op_at(i);
        const char *d = find(ops, "name", op->name);
        char text[512];
        TEST(op->name);
        if (!CHECK(d)) continue;
        CHECK(json_is(json_key(d, "composite"), "false"));
        CHECK(json_is(json_key(d, "variadic"), op->variadic ? "true" : "false"));
        CHECK(strlen(op->summary) > 10 && op->summary[strlen(op->summary) - 1] == '.');
        quoted(text, op->formula);
        CHECK(json_is(json_key(d, "formula"), text));
        for (int k = 0; k < op->inputs; k++) {
            const char *in = json_item(json_key(d, "inputs"), (size_t)k);
            char name[512];
            quoted(name, op->input[k].name);
            CHECK(json_is(json_key(in, "name"), name));
            CHECK(json_is(json_key(in, "index"), op->input[k].index ? "true" : "false"));
            CHECK(!op->input[k].derivative == json_is(json_key(in, "derivative"), "null"));
        }
        CHECK(!json_item(json_key(d, "inputs"), (size_t)op->inputs));
        for (int k = 0; k < op->attr_count; k++) {
            const char *attr = json_item(json_key(d, "attrs"), (size_t)k);
            char key[512];
            quoted(key, op->attrs[k].key);
            CHECK(json_is(json_key(attr, "key"), key));
            CHECK(json_is(json_key(attr, "required"), op->attrs[k].required ? "true" : "false"));
            CHECK(json_key(attr, "kind") && json_key(attr, "default") && json_key(attr, "says"));
        }
        CHECK(!json_item(json_key(d, "attrs"), op->attr_count));
        /* A name leads to its block and no other. */
        CHECK(slm_op_named(op->name) == op);
    }
    for (size_t i = 0; slm_composite_at(i); i++, listed++) {
        const char *d = find(ops, "name", slm_composite_at(i)->op.name);
        TEST(slm_composite_at(i)->op.name);
        CHECK(d && json_is(json_key(d, "composite"), "true"));
        CHECK(!slm_op_named(slm_composite_at(i)->op.name));
        CHECK(!json_is(json_key(d, "formula"), "null"));
        for (size_t k = 0; json_item(json_key(d, "inputs"), k); k++) {
            const char *in = json_item(json_key(d, "inputs"), k);
            CHECK(json_is(json_key(in, "index"), "false"));
            CHECK(!json_is(json_key(in, "derivative"), "null"));
        }
    }
    TEST("operations");
    CHECK_INT(described, listed);
    slm_destroy(slm);
}

/* Inputs and attributes of each form, as core/autograd/functions.c hands them on. */
static void forms(void) {
    TEST("the form in ops.def is the block's");
    enum { UNARY, UNARY_REAL, UNARY_BOOL, UNARY_AXIS, BINARY, BINARY_REAL, REDUCTION, OTHER };
    static const struct {
        int inputs, attrs;
        slm_attr_kind kind[2];
    } form[] = {
        [UNARY] = {1, 0, {0}},
        [UNARY_REAL] = {1, 1, {SLM_ATTR_REAL}},
        [UNARY_BOOL] = {1, 1, {SLM_ATTR_BOOL}},
        [UNARY_AXIS] = {1, 1, {SLM_ATTR_INT}},
        [BINARY] = {2, 0, {0}},
        [BINARY_REAL] = {2, 1, {SLM_ATTR_REAL}},
        [REDUCTION] = {1, 2, {SLM_ATTR_INTS, SLM_ATTR_BOOL}},
    };
    static const int of[] = {
#define SLM_X(form, name) form,
#include "ops/ops.def"
#undef SLM_X
    };
    for (size_t i = 0; slm_op_at(i); i++) {
        const slm_op *op = slm_op_at(i);
        if (of[i] == OTHER) continue;
        bool same = op->inputs == form[of[i]].inputs && op->attr_count == form[of[i]].attrs;
        for (int k = 0; same && k < op->attr_count; k++)
            same = op->attrs[k].kind == form[of[i]].kind[k];
        if (!CHECK(same)) printf("  %s\n", op->name);
    }
}

static void errors(void) {
    slm_ctx *slm = slm_create(NULL);
    const char *all = slm_describe_errors(slm);
    TEST("errors");
    if (!CHECK(json_valid(all))) return;
    size_t count = 0;
    for (int code = 1; strcmp(slm_status_name((slm_status)code), "UNKNOWN") != 0; code++, count++)
        CHECK(find(all, "code", slm_status_name((slm_status)code)));
    CHECK(!json_item(all, count));
    const char *broadcast = find(all, "code", "BROADCAST");
    CHECK(json_is(json_key(broadcast, "text"), "\"{op}: {a} and {b} do not broadcast: axis {axis} "
                                               "is {m} against {n}\""));
    CHECK(json_is(json_key(broadcast, "args"), "[\"op\",\"a\",\"b\",\"axis\",\"m\",\"n\"]"));

    TEST("the standing error");
    CHECK_STR(slm_describe_error(slm), "{\"code\":\"OK\",\"text\":\"\",\"args\":{}}");
    slm_add(slm, slm_tensor_new(slm, SLM_SHAPE(2, 6), NULL, true),
            slm_tensor_new(slm, SLM_SHAPE(4), NULL, true));
    CHECK_STR(slm_describe_error(slm),
              "{\"code\":\"BROADCAST\",\"text\":\"add: (2,6) and (4) do not broadcast: axis 1 is 6 "
              "against 4\",\"args\":{\"op\":\"add\",\"a\":\"(2,6)\",\"b\":\"(4)\",\"axis\":\"1\","
              "\"m\":\"6\",\"n\":\"4\"}}");
    slm_error_clear(slm);

    TEST("a name with quotes, control characters and Korean");
    slm_apply(slm, "a\"b\\c\n\x01\xed\x95\x9c", NULL, 0, NULL, 0);
    CHECK(json_valid(slm_describe_error(slm)));
    CHECK(strstr(slm_describe_error(slm), "a\\\"b\\\\c\\u000a\\u0001\xed\x95\x9c"));
    slm_destroy(slm);
}

static void graphs(void) {
    for (size_t i = 0; i < program_count; i++) {
        TEST(programs[i].name);
        slm_ctx *slm = slm_create(NULL);
        slm_tensor *root = programs[i].record(slm);
        CHECK(json_valid(slm_describe_graph(slm, root)));
        slm_destroy(slm);
    }

    TEST("a graph");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(2, 3), NULL, true);
    slm_scope_push(slm, "head");
    slm_tensor *w = slm_parameter(slm, "w", SLM_SHAPE(3, 4));
    slm_tensor *y = slm_matmul(slm, x, w);
    slm_scope_pop(slm);
    slm_tensor *token = slm_index_new(slm, SLM_SHAPE(2), NULL);
    slm_tensor *loss = slm_cross_entropy(slm, y, token, -7);
    slm_name(slm, loss, "loss \"nll\"");
    slm_tensor *total = slm_sum(slm, slm_add(slm, loss, slm_scalar(slm, 1, false)), SLM_ALL);
    const char *graph = slm_describe_graph(slm, total);
    if (!CHECK(json_valid(graph))) return;
    const char *nodes = json_key(graph, "nodes");
    char text[64];
    snprintf(text, sizeof text, "%u", slm_id(total));
    CHECK(json_is(json_key(graph, "root"), text));
    const char *d = find(nodes, "op", "matmul");
    CHECK(json_is(json_key(d, "scope"), "\"head\"") && json_is(json_key(d, "shape"), "[2,4]"));
    snprintf(text, sizeof text, "[%u,%u]", slm_id(x), slm_id(w));
    CHECK(json_is(json_key(d, "inputs"), text));
    d = find(nodes, "op", "cross_entropy");
    CHECK(json_is(json_key(d, "name"), "\"loss \\\"nll\\\"\""));
    CHECK(json_is(json_key(json_key(d, "attrs"), "ignore"), "-7"));
    d = find(nodes, "op", "sum");
    CHECK(json_is(json_key(json_key(d, "attrs"), "axes"), "[]"));
    CHECK(json_is(json_key(json_key(d, "attrs"), "keepdims"), "false"));
    CHECK(find(nodes, "kind", "parameter") && find(nodes, "kind", "index"));
    CHECK(find(nodes, "kind", "leaf") && find(nodes, "kind", "constant"));
    snprintf(text, sizeof text, "[%u,%u,%u,%u]", slm_id(total), slm_id(slm_input(total, 0)),
             slm_id(loss), slm_id(y));
    CHECK(json_is(json_key(graph, "backward"), text));

    TEST("attributes of each kind, and numbers that JSON does not have");
    const int axes[] = {1, 0};
    slm_tensor *odd = slm_masked_fill(slm, slm_permute(slm, x, axes, 2), slm_scalar(slm, 1, false),
                                      (double)-INFINITY);
    graph = slm_describe_graph(slm, odd);
    CHECK(json_valid(graph));
    d = find(json_key(graph, "nodes"), "op", "masked_fill");
    CHECK(json_is(json_key(json_key(d, "attrs"), "value"), "null"));
    d = find(json_key(graph, "nodes"), "op", "permute");
    CHECK(json_is(json_key(json_key(d, "attrs"), "axes"), "[1,0]"));
    slm_destroy(slm);
}

static void out_of_memory(void) {
    TEST("descriptions without memory");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_scalar(slm, 1, true), *y = slm_exp(slm, x);
    const char *(*describe[])(slm_ctx *) = {slm_describe_errors, slm_describe_ops};
    for (int i = 0; i < 2; i++) {
        slm_memory_limit(slm, slm_memory_in_use(slm) + 2000);
        CHECK(!describe[i](slm));
        CHECK_INT(slm_error_status(slm), SLM_E_MEMORY);
        slm_error_clear(slm);
        slm_memory_limit(slm, SIZE_MAX);
        CHECK(json_valid(describe[i](slm)));
    }
    CHECK(json_valid(slm_describe_graph(slm, y)));
    slm_destroy(slm);
}

int main(void) {
    the_reader();
    operations();
    forms();
    errors();
    graphs();
    out_of_memory();
    return check_report("test_describe");
}
