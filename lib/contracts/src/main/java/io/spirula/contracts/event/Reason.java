package io.spirula.contracts.event;

/**
 * Why something did not go as asked, for people and for scripts.
 *
 * @param code a stable code in upper case with underscores
 * @param text what happened, to which object, why, and what to do; cut at 4096 characters
 */
public record Reason(String code, String text) {

    public Reason {
        text = FreeText.cut(text);
    }
}
