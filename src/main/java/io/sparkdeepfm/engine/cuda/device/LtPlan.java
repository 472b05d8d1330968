package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.sparkdeepfm.engine.cuda.device.CublasLt.Shape;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue;
import io.sparkdeepfm.engine.cuda.device.Device.Product;

/**
 * How cuBLASLt makes a product with an epilogue: descriptions of it and of the matrices, and the
 * algorithm that the heuristic names first. All numbers are those of cublasLt.h, the same in 12 and
 * 13.
 */
final class LtPlan {
  private static final int FLOAT32 = 0; // cudaDataType_t
  private static final int RELU_BIAS = 2 | 4; // cublasLtEpilogue_t
  private static final int RELU_AUX_BIAS = RELU_BIAS | 128;
  private static final int DRELU_BGRAD = 8 | 128 | 16;
  private static final int LEFT_OPERATION = 3; // cublasLtMatmulDescAttributes_t
  private static final int RIGHT_OPERATION = 4;
  private static final int EPILOGUE = 7;
  private static final int VECTOR = 8;
  private static final int MASK = 11;
  private static final int MASK_STRIDE = 12;
  private static final int MOST_WORKSPACE = 1; // cublasLtMatmulPreferenceAttributes_t
  private static final int REDUCTIONS = 3;
  private static final int FIRST_ALIGNMENT = 5; // of A, then B, C and D
  private static final int NO_REDUCTION = 0; // each sum in one sequence
  private static final long WORKSPACE = 16L << 20;
  private static final int RESULT_BYTES = 96; // cublasLtMatmulHeuristicResult_t
  private static final int RESULT_WORKSPACE = 64; // behind the algorithm
  private static final int RESULT_STATE = 72;
  private static final Memory ONE = number(1);
  private static final Memory ZERO = number(0);

  private final CublasLt library;
  private final Memory result = new Memory(RESULT_BYTES);
  private Pointer operation; // these are null where they could not be made
  private Pointer left;
  private Pointer right;
  private Pointer target;
  private boolean possible;

  /** Row-major C ← op(A)·op(B), which is column-major Cᵀ ← op(B)ᵀ·op(A)ᵀ, as for cuBLAS. */
  LtPlan(CublasLt library, Shape shape) {
    this.library = library;
    possible = !shape.product().adds() && describe(shape) && choose(shape);
    if (!possible) {
      end();
    }
  }

  private static Memory number(float value) {
    Memory memory = new Memory(Float.BYTES);
    memory.setFloat(0, value);
    return memory;
  }

  private boolean describe(Shape shape) {
    Product p = shape.product();
    operation = library.made("cublasLtMatmulDescCreate", Cublas.compute(p.precision()), FLOAT32);
    left = p.rightTransposed() ? matrix(p.n(), p.k()) : matrix(p.k(), p.n());
    right = p.leftTransposed() ? matrix(p.k(), p.m()) : matrix(p.m(), p.k());
    target = matrix(p.m(), p.n());
    Epilogue epilogue = shape.epilogue();
    return operation != null
        && left != null
        && right != null
        && target != null
        && set(LEFT_OPERATION, p.rightTransposed() ? 1 : 0)
        && set(RIGHT_OPERATION, p.leftTransposed() ? 1 : 0)
        && set(EPILOGUE, number(epilogue.kind()))
        && set(VECTOR, epilogue.vector())
        && (epilogue.mask() == 0
            || (set(MASK, epilogue.mask()) && set(MASK_STRIDE, Epilogue.maskStride(p.n()))));
  }

  /** A row-major matrix, whose columns are the rows of a column-major one. */
  private Pointer matrix(long rows, long columns) {
    return library.made("cublasLtMatrixLayoutCreate", FLOAT32, columns, rows, columns);
  }

  private static int number(Epilogue.Kind kind) {
    return switch (kind) {
      case RELU -> RELU_BIAS;
      case MASKING_RELU -> RELU_AUX_BIAS;
      case RELU_GRADIENT -> DRELU_BGRAD;
    };
  }

  private boolean set(int attribute, int value) {
    return set("cublasLtMatmulDescSetAttribute", operation, attribute, value);
  }

  private boolean set(int attribute, long value) {
    return set("cublasLtMatmulDescSetAttribute", operation, attribute, value);
  }

  private boolean set(String function, Pointer described, int attribute, int value) {
    Memory buffer = new Memory(Integer.BYTES);
    buffer.setInt(0, value);
    return library.did(function, described, attribute, buffer, buffer.size());
  }

  private boolean set(String function, Pointer described, int attribute, long value) {
    Memory buffer = new Memory(Long.BYTES);
    buffer.setLong(0, value);
    return library.did(function, described, attribute, buffer, buffer.size());
  }

  /** Takes the first algorithm of the heuristic that sums up in a fixed order. */
  private boolean choose(Shape shape) {
    Pointer preference = library.made("cublasLtMatmulPreferenceCreate");
    if (preference == null) {
      return false;
    }
    boolean chosen = prefer(preference, shape) && find(preference);
    library.did("cublasLtMatmulPreferenceDestroy", preference);
    return chosen;
  }

  private boolean prefer(Pointer preference, Shape shape) {
    String setter = "cublasLtMatmulPreferenceSetAttribute";
    boolean done =
        set(setter, preference, MOST_WORKSPACE, WORKSPACE)
            && set(setter, preference, REDUCTIONS, NO_REDUCTION);
    int[] alignments = {shape.b(), shape.a(), shape.c(), shape.c()};
    for (int i = 0; i < alignments.length; i++) {
      done &= set(setter, preference, FIRST_ALIGNMENT + i, alignments[i]);
    }
    return done;
  }

  private boolean find(Pointer preference) {
    Memory count = new Memory(Integer.BYTES);
    return library.did(
            "cublasLtMatmulAlgoGetHeuristic",
            library.handle(),
            operation,
            left,
            right,
            target,
            target,
            preference,
            1,
            result,
            count)
        && count.getInt(0) == 1
        && result.getInt(RESULT_STATE) == 0;
  }

  /** Multiplies; false if that cannot be, now or ever. */
  boolean multiply(long a, long b, long c) {
    if (possible) {
      long workspaceBytes = result.getLong(RESULT_WORKSPACE);
      possible =
          library.hasWorkspace(workspaceBytes)
              && library.did(
                  "cublasLtMatmul",
                  library.handle(),
                  operation,
                  ONE,
                  new Pointer(b),
                  left,
                  new Pointer(a),
                  right,
                  ZERO,
                  new Pointer(c),
                  target,
                  new Pointer(c),
                  target,
                  result,
                  library.workspace(workspaceBytes),
                  workspaceBytes,
                  library.stream());
    }
    return possible;
  }

  /** Gives the descriptions back. */
  void end() {
    for (Pointer matrix : new Pointer[] {left, right, target}) {
      if (matrix != null) {
        library.did("cublasLtMatrixLayoutDestroy", matrix);
      }
    }
    if (operation != null) {
      library.did("cublasLtMatmulDescDestroy", operation);
    }
    left = null;
    right = null;
    target = null;
    operation = null;
  }
}
