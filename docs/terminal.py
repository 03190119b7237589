#!/usr/bin/env python3
"""Records what a command shows on a terminal as an SVG that plays it.

    python3 docs/terminal.py docs/terminal.svg 80 24 ./rubato compare --task diabetes

Runs the command on a terminal of this many columns and rows, keeps what is on the screen at most
three times a second, and writes one picture after the other into the file; the last one stays.
Needs nothing but Python's own library, on Linux or macOS.
"""
import fcntl
import os
import pty
import re
import select
import shlex
import struct
import sys
import termios
import time
from xml.sax.saxutils import escape

EVERY = 1 / 3  # seconds
LONGEST = 1.5  # seconds that nothing changes are cut to this
WIDTH, HEIGHT, MARGIN, FONT = 8.43, 19, 16, 14
CODE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")


class Screen:
    """The lines of a terminal and where its cursor is: as much of it as Rubato uses."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines, self.row, self.column, self.bold = [[]], 0, 0, False

    def write(self, text):
        while text:
            code = CODE.match(text)
            if code:
                self.control(code.group(1), code.group(2))
                text = text[code.end():]
                continue
            self.put(text[0])
            text = text[1:]

    def put(self, char):
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self.row += 1
            while self.row >= len(self.lines):
                self.lines.append([])
        elif char >= " ":
            if self.column == self.columns:
                self.put("\r")
                self.put("\n")
            line = self.lines[self.row]
            line.extend([(" ", False)] * (self.column - len(line)))
            line[self.column:self.column + 1] = [(char, self.bold)]
            self.column += 1

    def control(self, numbers, letter):
        if letter == "K":
            del self.lines[self.row][self.column:]
        elif letter == "A":
            self.row = max(0, self.row - int(numbers or 1))
        elif letter == "m":
            self.bold = numbers == "1"

    def shown(self):
        """The last lines that fit, each as its text and whether it begins in bold."""
        lines = self.lines if self.lines[-1] else self.lines[:-1]
        return [("".join(c for c, _ in line).rstrip(), bool(line) and line[0][1]) for line in lines[-self.rows:]]


def record(columns, rows, command):
    """What was on the screen, and when: (seconds, lines)."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    screen, frames, rest, last, before = Screen(columns, rows), [], b"", 0.0, 0.0
    screen.write("$ " + shlex.join(["rubato"] + command[1:]) + "\r\n")
    frames.append((0.0, screen.shown()))
    begun = time.monotonic()
    cut = 0.0
    while True:
        try:
            ready = select.select([terminal], [], [], EVERY)[0]
            data = os.read(terminal, 65536) if ready else None
        except OSError:
            break
        if data == b"":
            break
        now = time.monotonic() - begun
        if data:
            rest += data
            end = max(rest.rfind(b"\n"), rest.rfind(b"K"), rest.rfind(b"m")) + 1
            screen.write(rest[:end].decode("utf-8", "replace"))
            rest = rest[end:]
        if now - last >= EVERY and screen.shown() != frames[-1][1]:
            cut += max(0.0, now - before - LONGEST)
            frames.append((now - cut, screen.shown()))
            last = before = now
    screen.write(rest.decode("utf-8", "replace"))
    frames.append((frames[-1][0] + EVERY, screen.shown()))
    return frames


def picture(frames, columns, rows):
    width, height = columns * WIDTH + 2 * MARGIN, rows * HEIGHT + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-size="{FONT}" '
        "font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\">",
        "<title>Rubato in a terminal</title>",
        '<rect width="100%" height="100%" rx="8" fill="#16181d"/>',
    ]
    for i, (at, lines) in enumerate(frames):
        last = i == len(frames) - 1
        out.append(f'<g fill="#d8dbe1" visibility="{"visible" if last else "hidden"}">')
        if last:
            out.append('<set attributeName="visibility" to="hidden" begin="0s" end="%.2fs"/>' % at)
        else:
            out.append('<set attributeName="visibility" to="visible" begin="%.2fs" end="%.2fs"/>' % (at, frames[i + 1][0]))
        for row, (text, bold) in enumerate(lines):
            if text:
                weight = ' font-weight="bold" fill="#ffffff"' if bold else ""
                length = f' textLength="{len(text) * WIDTH:.1f}"'
                y = MARGIN + row * HEIGHT + FONT
                out.append(f'<text x="{MARGIN}" y="{y}" xml:space="preserve"{weight}{length}>{escape(text)}</text>')
        out.append("</g>")
    return "\n".join(out + ["</svg>"]) + "\n"


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    size = int(sys.argv[2]), int(sys.argv[3])
    shown = record(*size, sys.argv[4:])
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(picture(shown, *size))
