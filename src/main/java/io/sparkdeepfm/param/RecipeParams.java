package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Whether the Params that nobody set are chosen to fit the data. */
public interface RecipeParams extends Params {
  /** Name of the recipe. */
  default Param<String> recipe() {
    return CheckedParams.oneOf(
        this,
        "recipe",
        Recipe.class,
        "what the Params that are not set are: none, their defaults; auto, chosen by the number of"
            + " training rows, with a tenth of the rows held out for validation unless the validation"
            + " rows are named");
  }

  default void setRecipeDefaults() {
    setDefault(recipe(), "none");
  }

  default String getRecipe() {
    return getOrDefault(recipe());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends RecipeParams, SelfTyped<S> {
    default S setRecipe(String name) {
      return with(recipe(), name);
    }
  }

  /** How Params that are not set get their values. */
  enum Recipe {
    /** By their defaults. */
    NONE,
    /**
     * By rules, as {@link Choice#of} says them. They are the recipe of the BARS benchmark for
     * DeepFM (Zhu et al. 2022), with a smaller network and batch where there are fewer rows than
     * its authors had, and a penalty that follows the number of rows. docs/results.md has what they
     * reach.
     */
    AUTO;

    public static Recipe of(RecipeParams params) {
      return EnumNames.parse(Recipe.class, "recipe", params.getRecipe());
    }
  }

  /** Sets what is not set, and remembers what it chose. */
  final class Choice {
    /** From so many rows on, a wide network and large batches. */
    static final long MANY_ROWS = 1_000_000;

    /** Standard deviation of the normal prior whose penalty is chosen. */
    private static final double PRIOR_DEVIATION = 0.01;

    private static final double LARGEST_L2 = 0.05;

    /** Of a worker; batch norm's statistics of fewer examples are too noisy. */
    private static final int SMALLEST_BATCH = 64;

    private final DeepFMParams params;
    private final List<String> chosen = new ArrayList<>();

    private Choice(DeepFMParams params) {
      this.params = params;
    }

    /**
     * Sets the Params of a training that begins afresh:
     *
     * <ul>
     *   <li>batch norm, a dropout rate of 0.2 and gradients cut to norm 10: the benchmark's recipe;
     *   <li>two layers of 128 and 64 units and batches of 1,024; from {@value #MANY_ROWS} rows on
     *       three of 400 and batches of 4,096, the benchmark's;
     *   <li>{@code l2} λ = 1 / (n σ²) for n rows: the penalty (λ/2)‖W‖² of each step's mean loss is
     *       then that of a prior N(0, σ²) on every parameter, σ = 0.01, the scale that embeddings
     *       begin with; at most 0.05. Other optimizers than Adam get none, because their rates and
     *       penalties go together;
     *   <li>the same batches for several workers, each of which draws its part of one, and their
     *       gradients averaged: then they learn what one learns (but that batch norm sees each
     *       worker's part alone). docs/results.md has what averaged parameters lose;
     *   <li>up to 40 epochs; validation rows end training early and lower the learning rate, and a
     *       tenth of the rows is held out for it where none are named.
     * </ul>
     *
     * @param params whose values are set
     * @param rows for training
     * @param workers at least 1
     */
    public static Choice of(DeepFMParams params, long rows, int workers) {
      Choice choice = new Choice(params);
      choice.chooseNetwork(rows);
      choice.chooseTraining(rows, workers);
      return choice;
    }

    /**
     * Sets the Params of a training that goes on from a model: its shape, and the rest as {@link
     * #of} does.
     */
    public static Choice goingOn(DeepFMParams params, long rows, int workers, DeepFMParams model) {
      Choice choice = new Choice(params);
      for (Param<?> param : params.shapeParams()) {
        choice.take(param, model);
      }
      choice.chooseNetwork(rows);
      choice.chooseTraining(rows, workers);
      return choice;
    }

    private void chooseNetwork(long rows) {
      choose(
          params.hiddenUnits(), rows < MANY_ROWS ? new int[] {128, 64} : new int[] {400, 400, 400});
      if (params.getHiddenUnits().length > 0) {
        choose(params.batchNorm(), true);
        choose(params.dropoutRate(), 0.2);
      }
    }

    private void chooseTraining(long rows, int workers) {
      int batch = rows < MANY_ROWS ? 1024 : 4096;
      choose(params.batchSize(), Math.max(SMALLEST_BATCH, batch / workers));
      choose(params.numEpochs(), 40);
      if (Engines.named(params) != Engines.DL4J) {
        choose(params.maxGradientNorm(), 10.0);
        if (workers > 1 && !params.isSet(params.averagingFrequency())) {
          choose(params.averaging(), "gradients");
        }
      }
      if (isAdam(params.getEmbeddingOptimizer())) {
        double ofPrior = 1 / (Math.max(1, rows) * PRIOR_DEVIATION * PRIOR_DEVIATION);
        choose(params.l2(), Math.min(LARGEST_L2, roundedToTwoDigits(ofPrior)));
      }
      if (InputColumns.of(params).validationIndicator() == null) {
        choose(params.validationFraction(), 0.1);
      }
    }

    private static boolean isAdam(String optimizer) {
      return EnumNames.parse(OptimizerType.class, "optimizer", optimizer) == OptimizerType.ADAM;
    }

    private static double roundedToTwoDigits(double value) {
      return Double.parseDouble(String.format(Locale.ROOT, "%.1e", value));
    }

    private <T> void choose(Param<?> param, T value) {
      if (params.isSet(param)) {
        return;
      }
      set(param, value);
      chosen.add(param.name() + "=" + text(value));
    }

    /** What a model has need not be told as a choice. */
    private void take(Param<?> param, DeepFMParams model) {
      Param<Object> ofModel = model.getParam(param.name());
      if (!params.isSet(param) && model.isDefined(ofModel)) {
        set(param, model.getOrDefault(ofModel));
      }
    }

    @SuppressWarnings("unchecked") // a Param<Object> checks what it is given
    private void set(Param<?> param, Object value) {
      params.set((Param<Object>) param, value);
    }

    private static String text(Object value) {
      return value instanceof int[] units
          ? String.join(",", Arrays.stream(units).mapToObj(Integer::toString).toList())
          : value.toString();
    }

    /** {@code name=value} of each Param that was chosen; empty if all were set. */
    public List<String> chosen() {
      return List.copyOf(chosen);
    }
  }
}
