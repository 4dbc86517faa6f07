@echo off
rem Serves the sample group at http://localhost:8080, as "make run" does elsewhere. Needs Python 3.11 or newer.
setlocal
cd /d "%~dp0"

set PYTHON=python
where py >nul 2>nul && set PYTHON=py -3
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>nul
if errorlevel 1 (
    echo Python 3.11 or newer is needed. Please install it from python.org, then start run.bat again.
    pause
    exit /b 1
)

rem Filled once, and again when requirements.txt has changed.
fc /b requirements.txt .venv\installed >nul 2>nul
if errorlevel 1 (
    %PYTHON% -m venv .venv || exit /b 1
    .venv\Scripts\python -m pip install --quiet --disable-pip-version-check -r requirements.txt || exit /b 1
    copy /y requirements.txt .venv\installed >nul
)

.venv\Scripts\python main.py serve --demo
