/** Replicas: move, verify, commit, prune. */
@NullMarked
package io.spirula.transfer;

import org.jspecify.annotations.NullMarked;
