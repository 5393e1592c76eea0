// The part of oneDNN that muse uses: matrix products, with one interface for its versions 2 and 3.
//
// Functions that can fail return 0 on success.
#pragma once

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <stddef.h>
#include <stdint.h>

// What products need besides their factors.
typedef struct {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    // Sets the number of threads for OpenMP's work in the calling thread; null if oneDNN does not use OpenMP.
    void (*set_thread_count)(int);
} muse_dnnl_context;

static inline int muse_dnnl_context_create(muse_dnnl_context *context) {
    // The OpenMP runtime, if any, is the one that oneDNN was built with.
    context->set_thread_count = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    if (dnnl_engine_create(&context->engine, dnnl_cpu, 0)) return 1;
    return dnnl_stream_create(&context->stream, context->engine, dnnl_stream_default_flags);
}

static inline void muse_dnnl_context_destroy(muse_dnnl_context *context) {
    dnnl_stream_destroy(context->stream);
    dnnl_engine_destroy(context->engine);
}

// Keeps oneDNN on the calling thread. Primitives remember the number of threads that they were created for.
static inline void muse_dnnl_stay(const muse_dnnl_context *context) {
    if (context->set_thread_count) context->set_thread_count(1);
}

static inline int muse_dnnl_execute(
    dnnl_primitive_t primitive, const muse_dnnl_context *context, int count, const dnnl_exec_arg_t *arguments) {
    muse_dnnl_stay(context);
    return dnnl_primitive_execute(primitive, context->stream, count, arguments);
}

// Descriptions of matrices are values in version 2, and objects in version 3.
typedef dnnl_memory_desc_t muse_dnnl_desc;
#if DNNL_VERSION_MAJOR < 3
#define MUSE_DNNL_REFERENCE(desc) (&(desc))
#define muse_dnnl_desc_with_strides dnnl_memory_desc_init_by_strides
#define muse_dnnl_desc_with_tag dnnl_memory_desc_init_by_tag
static inline int muse_dnnl_desc_copy(muse_dnnl_desc *copy, const dnnl_memory_desc_t *desc) {
    if (desc) *copy = *desc;
    return !desc;
}
static inline void muse_dnnl_desc_release(muse_dnnl_desc *desc) { (void)desc; }
static inline int muse_dnnl_matmul(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, const muse_dnnl_desc *a, const muse_dnnl_desc *b,
    const muse_dnnl_desc *bias, const muse_dnnl_desc *c, dnnl_primitive_attr_t attributes) {
    dnnl_matmul_desc_t desc;
    if (dnnl_matmul_desc_init(&desc, a, b, bias, c) != dnnl_success) return 1;
    return dnnl_primitive_desc_create(made, &desc, attributes, engine, NULL);
}
static inline int muse_dnnl_append_sum(dnnl_post_ops_t operations) {
    return dnnl_post_ops_append_sum(operations, 1.0f);
}
#else
#define MUSE_DNNL_REFERENCE(desc) (desc)
#define muse_dnnl_desc_with_strides dnnl_memory_desc_create_with_strides
#define muse_dnnl_desc_with_tag dnnl_memory_desc_create_with_tag
#define muse_dnnl_desc_copy dnnl_memory_desc_clone
static inline void muse_dnnl_desc_release(muse_dnnl_desc *desc) { dnnl_memory_desc_destroy(*desc); }
static inline int muse_dnnl_matmul(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, const muse_dnnl_desc *a, const muse_dnnl_desc *b,
    const muse_dnnl_desc *bias, const muse_dnnl_desc *c, dnnl_primitive_attr_t attributes) {
    return dnnl_matmul_primitive_desc_create(made, engine, *a, *b, bias ? *bias : NULL, *c, attributes);
}
static inline int muse_dnnl_append_sum(dnnl_post_ops_t operations) {
    return dnnl_post_ops_append_sum(operations, 1.0f, 0, dnnl_data_type_undef);
}
#endif

// How the values of a right factor (k x n) are arranged for a product.
typedef struct {
    muse_dnnl_desc desc;
    int64_t n, k;
    // In bytes.
    size_t size;
} muse_dnnl_layout;

// A matrix in memory. The element (i, j) is at i * stride + j, or at i + j * stride if transposed, unless the matrix
// has a layout.
typedef struct {
    const void *values;
    dnnl_data_type_t type;
    int64_t rows, columns, stride;
    int transposed;
    const muse_dnnl_layout *layout;
} muse_dnnl_matrix;

// What a product is added to: nothing, the values of the target, or a vector for each row.
typedef enum { MUSE_DNNL_NOTHING, MUSE_DNNL_TARGET, MUSE_DNNL_BIAS } muse_dnnl_addend;

// Sizes and the stride may be DNNL_RUNTIME_DIM_VAL.
static inline int muse_dnnl_describe(
    muse_dnnl_desc *desc, dnnl_data_type_t type, int64_t rows, int64_t columns, int64_t stride, int transposed) {
    dnnl_dims_t sizes = {rows, columns}, strides = {transposed ? 1 : stride, transposed ? stride : 1};
    return muse_dnnl_desc_with_strides(desc, 2, sizes, type, strides);
}

static inline int muse_dnnl_create(
    dnnl_primitive_desc_t *made, const muse_dnnl_context *context, const muse_dnnl_desc *a, const muse_dnnl_desc *b,
    int64_t m, int64_t n, muse_dnnl_addend addend) {
    muse_dnnl_stay(context);
    muse_dnnl_desc bias, c;
    if (muse_dnnl_describe(&bias, dnnl_f32, 1, n, n, 0)) return 1;
    if (muse_dnnl_describe(&c, dnnl_f32, m, n, n, 0)) return 1;
    dnnl_primitive_attr_t attributes;
    dnnl_post_ops_t operations;
    if (dnnl_primitive_attr_create(&attributes) || dnnl_post_ops_create(&operations)) return 1;
    int failed = addend == MUSE_DNNL_TARGET ? muse_dnnl_append_sum(operations) : 0;
    if (!failed) failed = dnnl_primitive_attr_set_post_ops(attributes, operations);
    if (!failed)
        failed = muse_dnnl_matmul(
            made, context->engine, a, b, addend == MUSE_DNNL_BIAS ? &bias : NULL, &c, attributes);
    dnnl_post_ops_destroy(operations);
    dnnl_primitive_attr_destroy(attributes);
    muse_dnnl_desc_release(&bias);
    muse_dnnl_desc_release(&c);
    return failed;
}

static inline int muse_dnnl_finish(dnnl_primitive_t *product, dnnl_primitive_desc_t made) {
    int failed = dnnl_primitive_create(product, made);
    dnnl_primitive_desc_destroy(made);
    return failed;
}

// Creates a product of matrices of any sizes and strides.
static inline int muse_dnnl_product_create(
    dnnl_primitive_t *product, const muse_dnnl_context *context, dnnl_data_type_t type, int a_transposed,
    int b_transposed, muse_dnnl_addend addend) {
    const int64_t any = DNNL_RUNTIME_DIM_VAL;
    muse_dnnl_desc a, b;
    dnnl_primitive_desc_t made;
    if (muse_dnnl_describe(&a, type, any, any, any, a_transposed)) return 1;
    if (muse_dnnl_describe(&b, type, any, any, any, b_transposed)) return 1;
    int failed = muse_dnnl_create(&made, context, &a, &b, any, any, addend);
    muse_dnnl_desc_release(&a);
    muse_dnnl_desc_release(&b);
    return failed ? failed : muse_dnnl_finish(product, made);
}

// Creates a product of a contiguous matrix of m rows and one in a layout.
static inline int muse_dnnl_layout_product_create(
    dnnl_primitive_t *product, const muse_dnnl_context *context, dnnl_data_type_t type, const muse_dnnl_layout *layout,
    int64_t m, muse_dnnl_addend addend) {
    muse_dnnl_desc a;
    dnnl_primitive_desc_t made;
    if (muse_dnnl_describe(&a, type, m, layout->k, layout->k, 0)) return 1;
    int failed = muse_dnnl_create(&made, context, &a, &layout->desc, m, layout->n, addend);
    muse_dnnl_desc_release(&a);
    return failed ? failed : muse_dnnl_finish(product, made);
}

// Finds the layout of a right factor for which a product with m rows is fastest.
static inline int muse_dnnl_layout_create(
    muse_dnnl_layout *layout, const muse_dnnl_context *context, dnnl_data_type_t type, int64_t m, int64_t n,
    int64_t k) {
    muse_dnnl_desc a, b;
    dnnl_primitive_desc_t made;
    dnnl_dims_t sizes = {k, n};
    if (muse_dnnl_describe(&a, type, m, k, k, 0)) return 1;
    if (muse_dnnl_desc_with_tag(&b, 2, sizes, type, dnnl_format_tag_any)) return 1;
    int failed = muse_dnnl_create(&made, context, &a, &b, m, n, MUSE_DNNL_NOTHING);
    muse_dnnl_desc_release(&a);
    muse_dnnl_desc_release(&b);
    if (failed) return failed;
    failed = muse_dnnl_desc_copy(&layout->desc, dnnl_primitive_desc_query_md(made, dnnl_query_weights_md, 0));
    dnnl_primitive_desc_destroy(made);
    if (failed) return failed;
    layout->n = n;
    layout->k = k;
    layout->size = dnnl_memory_desc_get_size(MUSE_DNNL_REFERENCE(layout->desc));
    return 0;
}

static inline void muse_dnnl_layout_destroy(muse_dnnl_layout *layout) { muse_dnnl_desc_release(&layout->desc); }

static inline int muse_dnnl_memory(
    dnnl_memory_t *memory, const muse_dnnl_context *context, const muse_dnnl_matrix *matrix) {
    if (matrix->layout)
        return dnnl_memory_create(
            memory, MUSE_DNNL_REFERENCE(matrix->layout->desc), context->engine, (void *)matrix->values);
    muse_dnnl_desc desc;
    if (muse_dnnl_describe(
            &desc, matrix->type, matrix->rows, matrix->columns, matrix->stride, matrix->transposed))
        return 1;
    int failed = dnnl_memory_create(memory, MUSE_DNNL_REFERENCE(desc), context->engine, (void *)matrix->values);
    muse_dnnl_desc_release(&desc);
    return failed;
}

// Runs a product: c = a b + addend. bias is null unless the product was created for one.
static inline int muse_dnnl_product_run(
    dnnl_primitive_t product, const muse_dnnl_context *context, const muse_dnnl_matrix *a, const muse_dnnl_matrix *b,
    const muse_dnnl_matrix *c, const float *bias) {
    muse_dnnl_matrix vector = {bias, dnnl_f32, 1, c->columns, c->columns, 0, NULL};
    const muse_dnnl_matrix *matrices[] = {a, b, c, &vector};
    dnnl_exec_arg_t arguments[] = {
        {DNNL_ARG_SRC, NULL}, {DNNL_ARG_WEIGHTS, NULL}, {DNNL_ARG_DST, NULL}, {DNNL_ARG_BIAS, NULL}};
    int count = bias ? 4 : 3, made = 0, failed = 0;
    for (; made < count && !failed; made += !failed)
        failed = muse_dnnl_memory(&arguments[made].memory, context, matrices[made]);
    if (!failed) failed = muse_dnnl_execute(product, context, count, arguments);
    while (made > 0) dnnl_memory_destroy(arguments[--made].memory);
    return failed;
}

// Arranges b (k x n) in a layout.
static inline int muse_dnnl_arrange(
    void *target, const muse_dnnl_layout *layout, const muse_dnnl_context *context, const muse_dnnl_matrix *b) {
    muse_dnnl_desc desc;
    dnnl_primitive_desc_t made;
    dnnl_primitive_t primitive;
    muse_dnnl_stay(context);
    if (muse_dnnl_describe(&desc, b->type, b->rows, b->columns, b->stride, b->transposed)) return 1;
    int failed = dnnl_reorder_primitive_desc_create(
        &made, MUSE_DNNL_REFERENCE(desc), context->engine, MUSE_DNNL_REFERENCE(layout->desc), context->engine, NULL);
    muse_dnnl_desc_release(&desc);
    if (failed || (failed = muse_dnnl_finish(&primitive, made))) return failed;
    muse_dnnl_matrix to = {target, b->type, b->rows, b->columns, 0, 0, layout};
    dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, NULL}, {DNNL_ARG_TO, NULL}};
    failed = muse_dnnl_memory(&arguments[0].memory, context, b);
    if (!failed) {
        failed = muse_dnnl_memory(&arguments[1].memory, context, &to);
        if (!failed) {
            failed = muse_dnnl_execute(primitive, context, 2, arguments);
            dnnl_memory_destroy(arguments[1].memory);
        }
        dnnl_memory_destroy(arguments[0].memory);
    }
    dnnl_primitive_destroy(primitive);
    return failed;
}
