package io.spirula.contracts.query;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a service found out about itself and what it uses.
 *
 * @param findings in an order that is good to read
 */
public record DoctorAnswer(List<Finding> findings) {

    public DoctorAnswer {
        findings = List.copyOf(findings);
    }

    /**
     * One thing that was looked at.
     *
     * @param check what was looked at, such as {@code capability}
     * @param object on what, for people
     * @param verdict how it is
     * @param code a stable code; {@code OK} where all is well
     * @param text what is so, and what it means
     * @param mend a line that mends it or says more, to be copied; null where there is none, or it would hold a name that a
     *     shell acts on
     */
    public record Finding(
            String check,
            String object,
            Verdict verdict,
            String code,
            String text,
            @Nullable String mend) {

        private static final String COMMENT = "   # ";

        public Finding {
            Objects.requireNonNull(check, "check");
            Objects.requireNonNull(object, "object");
            Objects.requireNonNull(verdict, "verdict");
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(text, "text");
        }

        /** The same, whose line says where it is to be run: users and images of one name are on many clusters. */
        public Finding onCluster(String cluster) {
            if (mend == null) {
                return this;
            }
            String where = "# on cluster " + cluster;
            String line = mend.contains(COMMENT) ? mend.replace(COMMENT, "   " + where + ": ") : mend + "   " + where;
            return new Finding(check, object, verdict, code, text, line);
        }

        public static Finding ok(String check, String object, String text) {
            return new Finding(check, object, Verdict.OK, "OK", text, null);
        }

        public static Finding warning(String check, String object, String code, String text, @Nullable String mend) {
            return new Finding(check, object, Verdict.WARNING, code, text, mend);
        }

        public static Finding failed(String check, String object, String code, String text, @Nullable String mend) {
            return new Finding(check, object, Verdict.FAILED, code, text, mend);
        }
    }
}
