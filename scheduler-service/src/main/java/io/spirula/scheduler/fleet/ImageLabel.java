package io.spirula.scheduler.fleet;

import java.nio.charset.StandardCharsets;

/** What people call an image, as a label of metrics: names may hold any bytes, labels hold harmless ones. Pure. */
final class ImageLabel {

    /** In characters. */
    static final int LONGEST = 150;

    private static final String HARMLESS = "/._-:@+~=";

    private ImageLabel() {}

    /** Whatever is no ASCII letter, digit or one of {@code /._-:@+~=} is written as the {@code %XX} of its UTF-8 bytes. */
    static String of(String text) {
        StringBuilder label = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            if (label.length() > LONGEST - 3) {
                break;
            }
            if (isHarmless(value)) {
                label.append((char) value);
            } else {
                label.append(String.format("%%%02X", value & 0xff));
            }
        }
        return label.toString();
    }

    private static boolean isHarmless(byte value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || HARMLESS.indexOf(value) >= 0;
    }
}
