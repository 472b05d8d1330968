package io.sparkdeepfm.persist;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The stages that hold numbers, names and tables but nothing that is run: ours, MLlib's features,
 * and what holds stages. {@code RFormula} is among them, because its formula is a list of columns
 * that Spark parses itself; {@code SQLTransformer} is not, but for a {@link WordsStatement}.
 * Classifiers of MLlib and others have to be named by whoever wants them.
 */
final class StageClasses {
  private static final String FEATURE = "org.apache.spark.ml.feature.";

  private static final String OURS =
      "DeepFMClassificationModel DeepFMClassifier DeepFMRegressionModel DeepFMRegressor"
          + " stage.VocabularyIndexer stage.VocabularyIndexerModel stage.FieldHasher stage.LogMinMaxScaler"
          + " stage.LogMinMaxScalerModel stage.FieldAssembler evaluation.LogLossEvaluator"
          + " evaluation.NormalizedEntropyEvaluator evaluation.CalibrationEvaluator"
          + " evaluation.GroupAucEvaluator evaluation.ProbabilityEvaluator";

  private static final String CONTAINERS =
      "Pipeline PipelineModel tuning.CrossValidator tuning.CrossValidatorModel"
          + " tuning.TrainValidationSplit tuning.TrainValidationSplitModel"
          + " evaluation.BinaryClassificationEvaluator evaluation.MulticlassClassificationEvaluator"
          + " evaluation.RegressionEvaluator";

  private static final String FEATURES =
      "Binarizer Bucketizer ColumnPruner DCT ElementwiseProduct FeatureHasher HashingTF"
          + " IndexToString Interaction NGram Normalizer PolynomialExpansion QuantileDiscretizer"
          + " RegexTokenizer StopWordsRemover Tokenizer VectorAssembler VectorAttributeRewriter"
          + " VectorSizeHint VectorSlicer";

  /** Each with the model that its fit gives. */
  private static final String FITTED =
      "BucketedRandomProjectionLSH ChiSqSelector CountVectorizer IDF Imputer MaxAbsScaler"
          + " MinHashLSH MinMaxScaler OneHotEncoder PCA RFormula RobustScaler StandardScaler"
          + " StringIndexer UnivariateFeatureSelector VarianceThresholdSelector VectorIndexer"
          + " Word2Vec";

  static final Set<String> WITHOUT_CODE = classes();

  private StageClasses() {}

  private static Set<String> classes() {
    Set<String> classes = new TreeSet<>();
    names(OURS).forEach(name -> classes.add("io.sparkdeepfm." + name));
    names(CONTAINERS).forEach(name -> classes.add("org.apache.spark.ml." + name));
    names(FEATURES).forEach(name -> classes.add(FEATURE + name));
    names(FITTED).forEach(name -> classes.add(FEATURE + name));
    names(FITTED).forEach(name -> classes.add(FEATURE + name + "Model"));
    return Set.copyOf(classes);
  }

  private static Stream<String> names(String list) {
    return Stream.of(list.split(" "));
  }
}
