/** Events, topics, identities. */
@NullMarked
package io.spirula.contracts;

import org.jspecify.annotations.NullMarked;
