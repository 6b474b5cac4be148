/** Reads policy manifests strictly: what is not understood is refused, field by field. */
@NullMarked
package io.spirula.scheduler.manifest;

import org.jspecify.annotations.NullMarked;
