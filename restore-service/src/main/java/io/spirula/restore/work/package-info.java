/** Makes restored images: copies that are compared, and clones that are flattened. */
@NullMarked
package io.spirula.restore.work;

import org.jspecify.annotations.NullMarked;
