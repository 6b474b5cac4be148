/** What a policy says: which images, when, to which targets, kept how long. */
@NullMarked
package io.spirula.contracts.policy;

import org.jspecify.annotations.NullMarked;
