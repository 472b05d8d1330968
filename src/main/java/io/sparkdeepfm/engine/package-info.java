/**
 * The seam behind which a model is trained: {@link io.sparkdeepfm.engine.TrainingEngine} opens an
 * {@link io.sparkdeepfm.engine.TrainingEngine.Session} on encoded examples; the epochs, validation
 * and progress around it are in package train.
 */
package io.sparkdeepfm.engine;
