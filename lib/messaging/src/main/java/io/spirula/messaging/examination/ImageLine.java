package io.spirula.messaging.examination;

import io.spirula.contracts.ImageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes lines that mend an image, for people to paste into a shell. */
public final class ImageLine {

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9._-]*");

    private ImageLine() {}

    /**
     * @param format of the line, with the place of the image's spec
     * @return null for an image with a name that a shell could act on
     */
    public static @Nullable String of(String format, ImageRef image) {
        List<String> parts = new ArrayList<>(List.of(image.pool(), image.name()));
        if (!image.namespace().isEmpty()) {
            parts.add(1, image.namespace());
        }
        return parts.stream().allMatch(part -> HARMLESS.matcher(part).matches())
                ? format.formatted(String.join("/", parts))
                : null;
    }
}
