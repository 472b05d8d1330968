/** The page that says how a training went: records in, one HTML text out; knows no Spark. */
package io.sparkdeepfm.report;
