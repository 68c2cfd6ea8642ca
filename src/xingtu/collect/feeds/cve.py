"""What does a CVE number look like?"""

import re

CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
