/** Which Spark, Scala and Java the library finds, and which it was built for. */
package io.sparkdeepfm.platform;
